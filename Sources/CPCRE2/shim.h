#pragma once
// The library for texts of 8-bit units, UTF-8 among them; Swift sees its functions by their full names: pcre2_match_8.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
