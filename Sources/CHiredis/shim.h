#pragma once
// Only the parser: hiredis reads bytes that SwiftNIO received, and opens no socket.
#include <hiredis/hiredis.h>
