/* A plugin whose jobs go on after run has returned: one job type for every way in which that can end. */
#include "jobyard_plugin.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const jobyard_host *host;

static void nap(long milliseconds) {
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static int32_t init(const jobyard_host *given, void **state) { (void)state; host = given; return 0; }

static int32_t start(const jobyard_run *run, void *(*body)(void *)) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, (void *)run) != 0) return JOBYARD_RETRY;
    pthread_detach(thread);
    return JOBYARD_PENDING;
}

/* Reads its jobyard_run to the end, as rule 5 allows, and talks all the while. */
static void *answer_late(void *argument) {
    const jobyard_run *run = argument;
    for (int index = 0; index < 20; index++) {
        host->progress(run->job, index / 20.0, NULL, 0);
        host->checkpoint(run->job, &index, sizeof index);
        nap(2);
    }
    host->set_result(run->job, run->payload, run->payload_length);
    host->complete(run->job, JOBYARD_OK);
    return NULL;
}
static int32_t late(void *state, const jobyard_run *run) { (void)state; return start(run, answer_late); }

static void *fail_late(void *argument) {
    const jobyard_run *run = argument;
    nap(5);
    host->set_error(run->job, "busy", "not now", 7, 250);
    host->complete(run->job, JOBYARD_RETRY);
    return NULL;
}
static int32_t failing(void *state, const jobyard_run *run) { (void)state; return start(run, fail_late); }

/* on_cancel alone ends it. */
static int32_t forever(void *state, const jobyard_run *run) {
    (void)state;
    host->progress(run->job, 0, "pending", 7);
    return JOBYARD_PENDING;
}
static void end(void *state, jobyard_job job) { (void)state; host->complete(job, JOBYARD_CANCELLED); }

static void *abort_late(void *argument) { (void)argument; nap(5); abort(); }
static int32_t crashing(void *state, const jobyard_run *run) { (void)state; return start(run, abort_late); }

/* Completes a job that its run has ended, and every one before it. */
static jobyard_job before[64];
static int count = 0;
static int32_t ended(void *state, const jobyard_run *run) {
    (void)state;
    int stale = 0;
    for (int index = 0; index < count; index++) stale += host->complete(before[index], JOBYARD_DISCARD) == JOBYARD_E_STALE;
    if (stale != count) return JOBYARD_DISCARD;
    if (count < 64) before[count++] = run->job;
    return JOBYARD_OK;
}

#define TYPE(function, cancel) \
    static const jobyard_job_type function##_type = { \
        .size = sizeof function##_type, .name = #function, .run = function, .on_cancel = cancel, .cancel_grace_ms = 2000}
TYPE(late, NULL); TYPE(failing, NULL); TYPE(forever, end); TYPE(crashing, NULL); TYPE(ended, NULL);

static const jobyard_job_type *const types[] = {
    &late_type, &failing_type, &forever_type, &crashing_type, &ended_type, NULL};

static const jobyard_plugin plugin = {
    .size = sizeof plugin, .abi = JOBYARD_ABI, .id = "test.pending", .version = "1.0.0", .types = types, .init = init};

JOBYARD_EXPORT const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
