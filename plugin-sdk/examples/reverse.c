/* A whole plugin: the job type `reverse` answers "stressed" with "desserts". (ASCII text without escapes.)
 *
 *     cc -std=c11 -shared -fPIC -I ../include reverse.c -o libreverse.so
 */
#include "jobyard_plugin.h"
#include <stdlib.h>

static const jobyard_host *host;

static int32_t init(const jobyard_host *h, void **state) { (void)state; host = h; return 0; }

static int32_t reverse(void *state, const jobyard_run *run) {
    (void)state;
    const char *text = run->payload; /* JSON: quoted, which the mirror image is too */
    char *mirrored = malloc(run->payload_length + 1);
    if (!mirrored) return JOBYARD_RETRY;
    for (size_t i = 0; i < run->payload_length; i++) mirrored[i] = text[run->payload_length - 1 - i];
    host->set_result(run->job, mirrored, run->payload_length);
    free(mirrored);
    return JOBYARD_OK;
}

static const jobyard_job_type type = { .size = sizeof type, .name = "reverse", .run = reverse,
    .payload_schema = "{\"type\": \"string\"}", .result_schema = "{\"type\": \"string\"}" };
static const jobyard_job_type *const types[] = { &type, NULL };
static const jobyard_plugin plugin = { .size = sizeof plugin, .abi = JOBYARD_ABI, .id = "example.reverse",
    .version = "1.0.0", .types = types, .init = init };

JOBYARD_EXPORT const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
