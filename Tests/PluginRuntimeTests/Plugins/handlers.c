/* The plugin of the tests: one job type for every way in which a handler can behave. */
#include "jobyard_plugin.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

static const jobyard_host *host;
static int initialised_on_main = 0;

static void nap(long milliseconds) {
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static int32_t init(const jobyard_host *given, void **state) {
    host = given;
    initialised_on_main = 1;
    *state = &initialised_on_main;
    return 0;
}

/* Gives the payload back. */
static int32_t echo(void *state, const jobyard_run *run) {
    if (state != &initialised_on_main || ((const char *)run->payload)[run->payload_length] != 0) return JOBYARD_DISCARD;
    if (host->set_result(run->job, run->payload, run->payload_length) != 0) return JOBYARD_DISCARD;
    return JOBYARD_OK;
}

static int32_t silent(void *state, const jobyard_run *run) { (void)state; (void)run; return JOBYARD_OK; }

/* Whatever is asked of it. */
static int32_t hang(void *state, const jobyard_run *run) {
    (void)state; (void)run;
    for (;;) nap(1000);
}

/* Gives no sign of life but its heartbeats, for longer than the type may be silent. */
static int32_t beats(void *state, const jobyard_run *run) {
    (void)state;
    for (int beat = 0; beat < 75; beat++) {
        if (host->heartbeat(run->job) != 0) return JOBYARD_DISCARD;
        nap(20);
    }
    return JOBYARD_OK;
}

/* Ends when it is cancelled. */
static int32_t polite(void *state, const jobyard_run *run) {
    (void)state;
    host->progress(run->job, 0.5, "half", 4);
    while (host->is_cancelled(run->job) == 0) nap(5);
    return JOBYARD_CANCELLED;
}

static volatile int woken = 0;
static void wake(void *state, jobyard_job job) { (void)state; (void)job; woken = 1; }

/* Ends with success when on_cancel is called. */
static int32_t stubborn(void *state, const jobyard_run *run) {
    (void)state; (void)run;
    woken = 0;
    while (!woken) nap(5);
    host->set_result(run->job, "\"done all the same\"", 19);
    return JOBYARD_OK;
}

static int32_t aborts(void *state, const jobyard_run *run) { (void)state; (void)run; abort(); }

static int32_t exits(void *state, const jobyard_run *run) { (void)state; (void)run; _exit(3); }

static int32_t retry(void *state, const jobyard_run *run) {
    (void)state;
    host->set_error(run->job, "busy", "try later", 9, 1500);
    return JOBYARD_RETRY;
}

static int32_t discard(void *state, const jobyard_run *run) {
    (void)state;
    host->set_error(run->job, "bad_input", "no \xff such", 9, -1);
    return JOBYARD_DISCARD;
}

static int32_t not_json(void *state, const jobyard_run *run) {
    (void)state;
    return host->set_result(run->job, "{oops", 5) == JOBYARD_E_INVALID ? JOBYARD_OK : JOBYARD_DISCARD;
}

static int32_t unknown(void *state, const jobyard_run *run) { (void)state; (void)run; return 77; }

static void *finish_later(void *job) {
    nap(30);
    host->set_result((jobyard_job)(uintptr_t)job, "\"later\"", 7);
    host->complete((jobyard_job)(uintptr_t)job, JOBYARD_OK);
    return NULL;
}

static int32_t pending(void *state, const jobyard_run *run) {
    (void)state;
    pthread_t thread;
    pthread_create(&thread, NULL, finish_later, (void *)(uintptr_t)run->job);
    pthread_detach(thread);
    return JOBYARD_PENDING;
}

/* Completes before it returns; what it returns does not count, and a second complete is stale. */
static int32_t pending_early(void *state, const jobyard_run *run) {
    (void)state;
    int32_t invalid = host->complete(run->job, JOBYARD_PENDING);
    host->set_result(run->job, "\"early\"", 7);
    int32_t first = host->complete(run->job, JOBYARD_OK);
    int32_t second = host->complete(run->job, JOBYARD_DISCARD);
    int32_t late = host->set_result(run->job, "\"late\"", 6);
    return invalid == JOBYARD_E_INVALID && first == 0 && second == JOBYARD_E_STALE && late == JOBYARD_E_STALE
        ? JOBYARD_DISCARD : (abort(), 0);
}

static int32_t chatty(void *state, const jobyard_run *run) {
    (void)state; (void)run;
    for (int line = 0; line < 200000; line++) printf("line %d of very many\n", line);
    fprintf(stderr, "and one on stderr\n");
    return JOBYARD_OK;
}

/* Calls everything with tokens of its own making, of no job, and of the job before. */
static int32_t stale(void *state, const jobyard_run *run) {
    (void)state;
    static jobyard_job before = 0;
    jobyard_job tokens[3] = {0, 987654321, before};
    for (int index = 0; index < 3; index++) {
        jobyard_job job = tokens[index];
        if (host->is_cancelled(job) != JOBYARD_E_STALE) return JOBYARD_DISCARD;
        if (host->remaining_ms(job) >= 0) return JOBYARD_DISCARD;
        if (host->heartbeat(job) != JOBYARD_E_STALE) return JOBYARD_DISCARD;
        if (host->progress(job, 1, NULL, 0) != JOBYARD_E_STALE) return JOBYARD_DISCARD;
        if (host->set_result(job, "1", 1) != JOBYARD_E_STALE) return JOBYARD_DISCARD;
        if (host->set_error(job, "x", "x", 1, 0) != JOBYARD_E_STALE) return JOBYARD_DISCARD;
        if (host->checkpoint(job, "x", 1) != JOBYARD_E_STALE) return JOBYARD_DISCARD;
        if (host->complete(job, JOBYARD_OK) != JOBYARD_E_STALE) return JOBYARD_DISCARD;
        host->counter_add(job, "things_total", 1);
        host->log(job, JOBYARD_LOG_INFO, "late words", 10, NULL, 0);
    }
    before = run->job;
    if (host->get_extension("jobyard.nothing/1") != NULL) return JOBYARD_DISCARD;
    return JOBYARD_OK;
}

/* Reports the limits that it met. */
static int32_t limits(void *state, const jobyard_run *run) {
    (void)state;
    static char big[(1 << 20) + 3];
    memset(big, ' ', sizeof big);
    big[0] = '1';
    char answer[256];
    int exact = host->set_result(run->job, big, 1 << 20);
    int over = host->set_result(run->job, big, (1 << 20) + 1);
    int kept = host->checkpoint(run->job, big, 64 << 10);
    int not_kept = host->checkpoint(run->job, big, (64 << 10) + 1);
    int nan = host->progress(run->job, 0.0 / 0.0, NULL, 0);
    int length = snprintf(answer, sizeof answer, "[%d,%d,%d,%d,%d]", exact, over, kept, not_kept, nan);
    host->set_result(run->job, answer, length);
    return JOBYARD_OK;
}

/* Reads its settings: the text of "greeting", and how a missing one and secrets are answered. */
static int32_t settings(void *state, const jobyard_run *run) {
    (void)state;
    char greeting[64], answer[256], secret[64];
    int64_t length = host->get_config("greeting", greeting, sizeof greeting);
    int64_t missing = host->get_config("nothing", NULL, 0);
    int64_t whole = host->get_config("greeting", NULL, 0);
    int64_t secret_length = host->get_secret("key", secret, 2);
    int64_t denied = host->get_secret("other", NULL, 0);
    int size = snprintf(answer, sizeof answer, "[\"%.*s\",%d,%d,\"%.2s\",%d,%d,\"%s\",%d]", (int)length, greeting, (int)missing,
                        (int)whole, secret, (int)secret_length, (int)denied, getenv("GRANTED") ? getenv("GRANTED") : "",
                        getenv("HOME") == NULL);
    host->set_result(run->job, answer, size);
    return JOBYARD_OK;
}

/* What the run struct says of the job. */
static int32_t facts(void *state, const jobyard_run *run) {
    (void)state;
    char answer[512];
    host->counter_add(run->job, "facts_total", 2);
    host->log(run->job, JOBYARD_LOG_WARNING, "facts follow", 12, "{\"a\":1}", 7);
    int64_t remaining = host->remaining_ms(run->job);
    int size = snprintf(
        answer, sizeof answer, "[\"%s\",\"%s\",\"%s\",\"%s\",%u,%u,%d,%d,\"%.*s\",\"%s\"]", run->id, run->type, run->pool,
        run->trace_parent ? run->trace_parent : "", run->attempt, run->retries_left, remaining > 0 && remaining <= 60000,
        run->deadline_unix_ms > 1700000000000, (int)run->checkpoint_length, (const char *)run->checkpoint,
        (const char *)run->job_type->user);
    host->set_result(run->job, answer, size);
    return JOBYARD_OK;
}

/* Starts a process that would outlive it, tells its number, and hangs. */
static int32_t breeds(void *state, const jobyard_run *run) {
    (void)state;
    char text[64];
    FILE *child = popen("sleep 1000 & echo $!", "r");
    if (!child || !fgets(text, sizeof text, child)) return JOBYARD_DISCARD;
    host->progress(run->job, 0.5, text, strcspn(text, "\n"));
    for (;;) nap(1000);
}

/* Logs fields good and bad. */
static int32_t fields(void *state, const jobyard_run *run) {
    (void)state;
    static char large[10000];
    memset(large, ' ', sizeof large);
    host->log(run->job, JOBYARD_LOG_INFO, "spaced", 6, "\n {\"a\": [1]}", 12);
    host->log(run->job, JOBYARD_LOG_INFO, "broken", 6, "{\"a\": ", 6);
    host->log(run->job, JOBYARD_LOG_INFO, "large", 5, large, sizeof large);
    host->log(run->job, JOBYARD_LOG_INFO, "none", 4, "", 0);
    return JOBYARD_OK;
}

#define TYPE(function, cancel) \
    static const jobyard_job_type function##_type = { \
        .size = sizeof function##_type, .name = #function, .run = function, .on_cancel = cancel, .user = "the user's", \
        .cancel_grace_ms = 300}
TYPE(echo, NULL); TYPE(silent, NULL); TYPE(hang, NULL); TYPE(polite, NULL); TYPE(stubborn, wake); TYPE(aborts, NULL);
TYPE(exits, NULL); TYPE(retry, NULL); TYPE(discard, NULL); TYPE(not_json, NULL); TYPE(unknown, NULL);
TYPE(pending, NULL); TYPE(pending_early, NULL); TYPE(chatty, NULL); TYPE(stale, NULL); TYPE(limits, NULL);
TYPE(settings, NULL); TYPE(facts, NULL); TYPE(breeds, NULL); TYPE(fields, NULL);

static const jobyard_job_type stalls_type = {
    .size = sizeof stalls_type, .name = "stalls", .run = hang, .cancel_grace_ms = 300, .heartbeat_timeout_ms = 250};
static const jobyard_job_type beats_type = {
    .size = sizeof beats_type, .name = "beats", .run = beats, .cancel_grace_ms = 300, .heartbeat_timeout_ms = 1200};

static const jobyard_job_type *const types[] = {
    &echo_type, &silent_type, &hang_type, &polite_type, &stubborn_type, &aborts_type, &exits_type, &retry_type,
    &discard_type, &not_json_type, &unknown_type, &pending_type, &pending_early_type, &chatty_type, &stale_type,
    &limits_type, &settings_type, &facts_type, &breeds_type, &fields_type, &stalls_type,
    &beats_type, NULL};

static const jobyard_plugin plugin = {
    .size = sizeof plugin, .abi = JOBYARD_ABI, .id = "test.handlers", .version = "1.2.3", .types = types, .init = init};

JOBYARD_EXPORT const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
