/*
 * The plugin under load: each attempt tells a file of its own, the ledger, when it starts and ends. The checker believes that
 * file, and nothing that Jobyard says of itself.
 *
 * One line each, by one write to a file opened with O_APPEND; times are CLOCK_MONOTONIC, in nanoseconds:
 *     host PID PARENT TIME
 *     start JOB ATTEMPT PID TIME CHECKPOINT     ("-" where there is none)
 *     end JOB ATTEMPT PID TIME OUTCOME          (ok, transient, permanent, cancelled, crash)
 *
 * The payload says what an attempt does: {"mode": MODE, "n": COUNT, "ms": MILLISECONDS}, without spaces. It first works for `ms`,
 * then
 *     ok          completes; its result is {"attempt": ATTEMPT, "pid": PID}
 *     transient   fails in the attempts up to `n`, and completes later
 *     permanent   fails for good
 *     crash       aborts in the first attempt, and completes later
 *     hang        waits until it is cancelled
 *     checkpoint  fails in the attempts up to `n`, each having kept a checkpoint, and completes later
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "jobyard_plugin.h"

static const jobyard_host *host;
static int ledger = -1;

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...) {
    char line[512];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(line, sizeof line, format, values);
    va_end(values);
    if (length >= (int)sizeof line || write(ledger, line, (size_t)length) != length) abort();
}

static int32_t init(const jobyard_host *given, void **state) {
    (void)state;
    host = given;
    char path[4096];
    int64_t length = host->get_config("ledger", path, sizeof path - 1);
    if (length <= 0 || length >= (int64_t)sizeof path) return 1;
    path[length] = 0;
    ledger = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (ledger < 0) return 1;
    note("host %d %d %lld\n", getpid(), getppid(), now());
    return 0;
}

static long number(const jobyard_run *run, const char *name) {
    const char *found = strstr(run->payload, name);
    return found ? strtol(found + strlen(name), NULL, 10) : 0;
}

static int is(const jobyard_run *run, const char *mode) { return strstr(run->payload, mode) != NULL; }

/* Works for so long; 1: cancelled meanwhile. */
static int works(const jobyard_run *run, long long milliseconds) {
    long long end = now() + milliseconds * 1000000;
    while (now() < end) {
        if (host->is_cancelled(run->job) == 1) return 1;
        long long left = end - now(), pause = left < 5000000 ? left : 5000000;
        if (pause > 0) nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
    }
    return 0;
}

static int32_t ends(const jobyard_run *run, const char *outcome, int32_t answer) {
    note("end %s %u %d %lld %s\n", run->id, run->attempt, getpid(), now(), outcome);
    return answer;
}

static int32_t run(void *state, const jobyard_run *run) {
    (void)state;
    char kept[32] = "-";
    if (run->checkpoint_length > 0 && run->checkpoint_length < sizeof kept) {
        memcpy(kept, run->checkpoint, run->checkpoint_length);
        kept[run->checkpoint_length] = 0;
    }
    note("start %s %u %d %lld %s\n", run->id, run->attempt, getpid(), now(), kept);
    long milliseconds = number(run, "\"ms\":"), count = number(run, "\"n\":");
    if (works(run, is(run, "\"hang\"") ? 86400000 : milliseconds)) return ends(run, "cancelled", JOBYARD_CANCELLED);
    if (is(run, "\"permanent\"")) return ends(run, "permanent", JOBYARD_DISCARD);
    if (is(run, "\"crash\"") && run->attempt == 1) {
        ends(run, "crash", 0);
        abort();
    }
    if (is(run, "\"checkpoint\"") && run->attempt <= count) {
        char text[32];
        host->checkpoint(run->job, text, (size_t)snprintf(text, sizeof text, "after%u", run->attempt));
        return ends(run, "transient", JOBYARD_RETRY);
    }
    if (is(run, "\"transient\"") && run->attempt <= count) return ends(run, "transient", JOBYARD_RETRY);
    char result[80];
    int length = snprintf(result, sizeof result, "{\"attempt\":%u,\"pid\":%d}", run->attempt, getpid());
    host->set_result(run->job, result, (size_t)length);
    return ends(run, "ok", JOBYARD_OK);
}

#define TYPE(variable, label) \
    static const jobyard_job_type variable = { \
        .size = sizeof variable, .name = label, .run = run, .backoff_base_ms = 100, .backoff_max_ms = 1000, \
        .cancel_grace_ms = 2000}
TYPE(quick, "chaos.quick");
TYPE(slow, "chaos.slow");
static const jobyard_job_type *const types[] = {&quick, &slow, NULL};
static const jobyard_plugin plugin = {
    .size = sizeof plugin, .abi = JOBYARD_ABI, .id = "chaos.ledger", .version = "1.0.0", .types = types, .init = init};

const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) {
    (void)host_abi;
    return &plugin;
}
