/* A plugin whose job types promise something of their results, or keep something for their next attempt. */
#include "jobyard_plugin.h"

#include <stdlib.h>
#include <string.h>

#define NUMBERED "{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}}"

static const jobyard_host *host;

static int32_t init(const jobyard_host *given, void **state) {
    host = given;
    *state = NULL;
    return 0;
}

static int32_t set(const jobyard_run *run, const char *json) { return host->set_result(run->job, json, strlen(json)); }

/* Sets its payload, and says what the host answered. */
static int32_t payload(void *state, const jobyard_run *run) {
    (void)state;
    int32_t answer = host->set_result(run->job, run->payload, run->payload_length);
    const char *word = answer == 0 ? "taken" : answer == JOBYARD_E_INVALID ? "invalid" : "other";
    host->log(run->job, 2, word, strlen(word), NULL, 0);
    return JOBYARD_OK;
}

static int32_t corrected(void *state, const jobyard_run *run) {
    (void)state;
    set(run, "no JSON");
    set(run, "{\"n\":\"one\"}");
    set(run, "{\"n\":1}");
    return JOBYARD_OK;
}

static int32_t spoiled(void *state, const jobyard_run *run) {
    (void)state;
    set(run, "{\"n\":1}");
    set(run, "[]");
    return JOBYARD_RETRY;
}

static int32_t nothing(void *state, const jobyard_run *run) { (void)state; (void)run; return JOBYARD_OK; }

/* A good result, then one of more than 1 MiB. */
static int32_t bulky(void *state, const jobyard_run *run) {
    (void)state;
    static char text[(1 << 20) + 1];
    set(run, "1");
    memset(text, ' ', sizeof text);
    text[0] = '2';
    return host->set_result(run->job, text, sizeof text) == JOBYARD_E_TOO_BIG ? JOBYARD_OK : JOBYARD_DISCARD;
}

static int32_t fails(void *state, const jobyard_run *run) {
    (void)state;
    host->set_error(run->job, "boom", "it broke", 8, -1);
    return JOBYARD_DISCARD;
}

/* Keeps something just after it told of its progress, and takes its host with it. */
static int32_t keeps_and_aborts(void *state, const jobyard_run *run) {
    (void)state;
    host->progress(run->job, 0.5, NULL, 0);
    host->checkpoint(run->job, "kept", 4);
    abort();
}

/* Its result is what an earlier attempt kept. */
static int32_t resumes(void *state, const jobyard_run *run) {
    (void)state;
    char json[64] = "null";
    if (run->checkpoint && run->checkpoint_length < 60) {
        json[0] = '"';
        memcpy(json + 1, run->checkpoint, run->checkpoint_length);
        strcpy(json + 1 + run->checkpoint_length, "\"");
    }
    set(run, json);
    return JOBYARD_OK;
}

/* Answers after complete() as after any end. */
static int32_t completes(void *state, const jobyard_run *run) {
    (void)state;
    int32_t before = host->is_cancelled(run->job);
    int32_t completed = host->complete(run->job, JOBYARD_OK);
    int32_t after = host->is_cancelled(run->job);
    if (before != 0 || completed != 0 || after != JOBYARD_E_STALE) abort();
    return JOBYARD_PENDING;
}

#define TYPE(NAME, SCHEMA, RUN) \
    static const jobyard_job_type NAME##_type = { \
        .size = sizeof(jobyard_job_type), .name = #NAME, .result_schema = SCHEMA, .run = RUN, .max_retries = 3, \
        .backoff_base_ms = 1, .backoff_max_ms = 1}

TYPE(numbered, NUMBERED, payload);
TYPE(anything, NULL, payload);
TYPE(corrected, NUMBERED, corrected);
TYPE(spoiled, NUMBERED, spoiled);
TYPE(nothing, NUMBERED, nothing);
TYPE(fails, NUMBERED, fails);
TYPE(bulky, NULL, bulky);
TYPE(optional, "{\"type\":[\"object\",\"null\"]}", nothing);
TYPE(keeps_and_aborts, NULL, keeps_and_aborts);
TYPE(resumes, NULL, resumes);
TYPE(completes, NULL, completes);

static const jobyard_job_type *const types[] = {
    &numbered_type, &anything_type, &corrected_type, &spoiled_type, &nothing_type, &fails_type, &bulky_type, &optional_type,
    &keeps_and_aborts_type, &resumes_type, &completes_type, NULL};
static const jobyard_plugin plugin = {
    .size = sizeof(jobyard_plugin), .abi = JOBYARD_ABI, .id = "test.results", .version = "1.0.0", .types = types,
    .init = init};

JOBYARD_EXPORT const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
