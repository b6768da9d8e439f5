#pragma once
// Debian keeps it in a folder that only its pkg-config file names.
#include <postgresql/libpq-fe.h>
