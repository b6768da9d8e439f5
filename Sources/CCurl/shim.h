#pragma once
#include <curl/curl.h>

// Swift does not call variadic C, so curl_easy_setopt and curl_easy_getinfo come here once for each kind of argument.

typedef size_t (*jobyard_curl_write)(char *bytes, size_t size, size_t count, void *user);
typedef curl_socket_t (*jobyard_curl_open_socket)(void *user, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode jobyard_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode jobyard_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode jobyard_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

// For the void * which callbacks are given, and for bytes with a length set beside them.
static inline CURLcode jobyard_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode jobyard_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

// CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
static inline CURLcode jobyard_curl_set_write(CURL *handle, CURLoption option, jobyard_curl_write value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode jobyard_curl_set_open_socket(CURL *handle, jobyard_curl_open_socket value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode jobyard_curl_get_offset(CURL *handle, CURLINFO information, curl_off_t *value) {
    return curl_easy_getinfo(handle, information, value);
}
