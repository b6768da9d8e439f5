/* Handlers that keep something for their next attempt. */
#include "jobyard_plugin.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const jobyard_host *host;

static int32_t init(const jobyard_host *given, void **state) {
    host = given;
    *state = NULL;
    return 0;
}

/* The result is what the attempts before this one have kept. */
static int32_t finish(const jobyard_run *run) {
    char json[64] = "\"";
    memcpy(json + 1, run->checkpoint, run->checkpoint_length);
    strcpy(json + 1 + run->checkpoint_length, "\"");
    host->set_result(run->job, json, strlen(json));
    return JOBYARD_OK;
}

static void keep(const jobyard_run *run) { host->checkpoint(run->job, "half way", 8); }

static int32_t retries(void *state, const jobyard_run *run) {
    (void)state;
    if (run->checkpoint) return finish(run);
    keep(run);
    return JOBYARD_RETRY;
}

static int32_t crashes(void *state, const jobyard_run *run) {
    (void)state;
    if (run->checkpoint) return finish(run);
    keep(run);
    abort();
}

static int32_t hangs(void *state, const jobyard_run *run) {
    (void)state;
    if (run->checkpoint) return finish(run);
    keep(run);
    for (;;) pause();
}

#define TYPE(NAME) \
    static const jobyard_job_type NAME##_type = { \
        .size = sizeof(jobyard_job_type), .name = #NAME, .run = NAME, .backoff_base_ms = 1, .backoff_max_ms = 1}

TYPE(retries);
TYPE(crashes);
TYPE(hangs);

static const jobyard_job_type *const types[] = {&retries_type, &crashes_type, &hangs_type, NULL};
static const jobyard_plugin plugin = {
    .size = sizeof(jobyard_plugin), .abi = JOBYARD_ABI, .id = "test.resuming", .version = "1.0.0", .types = types,
    .init = init};

JOBYARD_EXPORT const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
