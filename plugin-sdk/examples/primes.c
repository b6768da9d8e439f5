/* The job type `primes`: the payload is a number N, the result how many primes are below it. A long calculation as it
 * should be: it can be cancelled at any time, says how far it is, and goes on where an earlier attempt had to stop.
 *
 *     cc -std=c11 -shared -fPIC -I ../include primes.c -o libprimes.so
 */
#include "jobyard_plugin.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP 10000u

typedef struct {
    uint32_t next;  /* the first number not yet looked at */
    uint32_t count; /* of the primes below it */
} progress_so_far;

static int32_t init(const jobyard_host *host, void **state) {
    *state = (void *)host; /* all that this plugin has to remember */
    return 0;
}

static int is_prime(uint32_t n) {
    for (uint32_t d = 2; (uint64_t)d * d <= n; d++)
        if (n % d == 0) return 0;
    return n >= 2;
}

static int32_t fail(const jobyard_host *host, jobyard_job job, const char *code, const char *message) {
    host->set_error(job, code, message, strlen(message), -1);
    return JOBYARD_DISCARD;
}

static int32_t primes(void *state, const jobyard_run *run) {
    const jobyard_host *host = state;

    /* The schema was checked at submission. A handler that may be called by anybody looks again. */
    char *end = NULL;
    unsigned long limit = strtoul(run->payload, &end, 10);
    if (end != (const char *)run->payload + run->payload_length || limit > 100000000)
        return fail(host, run->job, "invalid_payload", "a whole number up to 100000000 is needed");

    progress_so_far here = {0, 0};
    if (run->checkpoint_length == sizeof here) {
        memcpy(&here, run->checkpoint, sizeof here);
        char fields[64]; /* a JSON object: details for programs to search by */
        int length = snprintf(fields, sizeof fields, "{\"next\": %u, \"count\": %u}", here.next, here.count);
        host->log(run->job, JOBYARD_LOG_INFO, "goes on", 7, fields, (size_t)length);
    }

    while (here.next < limit) {
        if (host->is_cancelled(run->job)) return JOBYARD_CANCELLED;
        uint32_t stop = limit - here.next > STEP ? here.next + STEP : (uint32_t)limit;
        for (; here.next < stop; here.next++) here.count += (uint32_t)is_prime(here.next);
        host->checkpoint(run->job, &here, sizeof here);
        host->progress(run->job, (double)here.next / (double)limit, NULL, 0);
    }

    char result[16];
    int length = snprintf(result, sizeof result, "%u", here.count);
    host->set_result(run->job, result, (size_t)length);
    return JOBYARD_OK;
}

static const jobyard_job_type primes_type = {
    .size = sizeof(jobyard_job_type),
    .name = "primes",
    .description = "Counts the primes below a number.",
    .payload_schema = "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 100000000}",
    .result_schema = "{\"type\": \"integer\", \"minimum\": 0}",
    .run = primes,
    .heartbeat_timeout_ms = JOBYARD_NONE,
};

static const jobyard_job_type *const types[] = {&primes_type, NULL};

static const jobyard_plugin plugin = {
    .size = sizeof(jobyard_plugin),
    .abi = JOBYARD_ABI,
    .id = "example.primes",
    .version = "1.0.0",
    .types = types,
    .init = init,
};

const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) {
    (void)host_abi;
    return &plugin;
}
