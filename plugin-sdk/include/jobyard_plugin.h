/*
 * jobyard_plugin.h: the binary interface between Jobyard and a plugin, version 1.
 *
 * Jobyard is a distributed job scheduler whose job types are shared libraries. A plugin is one `.so` file that offers
 * one or more job types. Jobyard loads it into a process of its own, the plugin host, asks it what it offers, and then
 * calls it once for each attempt of each job. A plugin needs nothing but this header; it links against no library of
 * Jobyard's:
 *
 *     cc -shared -fPIC -I <folder of this header> reverse.c -o libreverse.so
 *
 * It exports one function, jobyard_plugin_v1 (at the end of this file), which returns a constant description of itself:
 *
 *     jobyard_plugin        who I am, how I am started and stopped
 *       jobyard_job_type    one for each job type: name, schemas, wishes, and the function that runs it
 *     jobyard_run           what the host tells that function about the job
 *     jobyard_host          what the plugin may call meanwhile: log, progress, result, error, configuration...
 *
 * THE RULES
 *
 *  1. Memory. Each side frees only what it allocated; nothing changes owner. Whoever is called reads or copies what
 *     pointer arguments point to before it returns.
 *  2. Text is UTF-8 (the host repairs what is not). A `const char *` alone ends with NUL. One with a length does not,
 *     though the payload and the checkpoint have a NUL behind their last byte.
 *  3. Host calls may come from any thread, from the entry of init until shutdown has returned. Job 0 means the plugin
 *     itself (for log and counter_add). A call with a job that is over, or 0 where a job is needed, changes nothing and
 *     answers JOBYARD_E_STALE: a late call is never an accident.
 *  4. Threads. JOBYARD_THREAD_SERIAL: init, run, health and shutdown are all called on one and the same thread, one at
 *     a time. JOBYARD_THREAD_PARALLEL: run may be called on several threads at once, the rest as before. In both,
 *     on_cancel is called on a control thread while run goes on, never before run was entered; shutdown not before
 *     every run has returned; health only while nothing runs.
 *  5. The outcome of a job is what run returns; or, if that is JOBYARD_PENDING, what complete() says, which may come
 *     even before run has returned. The first complete() wins, and what run returns is then ignored. A pending job
 *     keeps its slot. A jobyard_run is valid until run has returned and, if it was pending, complete() was called.
 *  6. No C++ exception, Rust or Go panic, longjmp or Swift error may cross the boundary.
 *  7. A plugin is never unloaded other than by the end of its process, and has that process to itself. It must not fork
 *     without exec. Descriptors 0 to 3 belong to the host; what is written to 1 and 2 becomes log lines.
 *  8. Every struct starts with its own size, as its writer knew it. Later minor versions append fields (in multiples of
 *     8 bytes, spare room named reserved and written 0), so look at a field of the other side only where JOBYARD_HAS
 *     says that it is there, and never copy the other side's structs. Unknown flags are ignored; an unknown outcome
 *     means retry.
 *  9. A plugin of the same major version loads, whatever the minor. The entry function has no side effects, may be
 *     called in a process that never calls init, and returns the same constant description each time.
 * 10. Configuration and secrets stay the same for the life of the process.
 *
 * At-least-once: a job may run more than once, for instance when a machine is lost. `id` is the same in every attempt.
 */
#ifndef JOBYARD_PLUGIN_H
#define JOBYARD_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Constants --------------------------------------------------------------------------------------------------- */

#define JOBYARD_ABI_MAJOR 1
#define JOBYARD_ABI_MINOR 0
/* What both sides write into their `abi` fields. */
#define JOBYARD_ABI ((JOBYARD_ABI_MAJOR << 16) | JOBYARD_ABI_MINOR)

/* Outcomes of an attempt: what run returns, or complete() is told. */
#define JOBYARD_OK 0        /* done; the result is what set_result was last told, if it was */
#define JOBYARD_RETRY 1     /* failed this time: tried again after a backoff while retries are left */
#define JOBYARD_DISCARD 2   /* failed for good: not tried again */
#define JOBYARD_CANCELLED 3 /* stopped because it was asked to */
#define JOBYARD_PENDING 4   /* from run only: goes on elsewhere, complete() will say */

/* Errors of host calls: negative, where 0 or more is success. */
#define JOBYARD_E_STALE (-1)   /* the job is over, or none was given */
#define JOBYARD_E_TOO_BIG (-2) /* beyond a limit: result 1 MiB, checkpoint 64 KiB, unless the operator set others */
#define JOBYARD_E_DENIED (-3)  /* not granted to this plugin */
#define JOBYARD_E_MISSING (-4) /* no such key */
#define JOBYARD_E_INVALID (-5) /* an argument is not what it must be */

/* Levels of log. */
#define JOBYARD_LOG_TRACE 0
#define JOBYARD_LOG_DEBUG 1
#define JOBYARD_LOG_INFO 2
#define JOBYARD_LOG_WARNING 3
#define JOBYARD_LOG_ERROR 4

/* Threading of a plugin: rule 4. */
#define JOBYARD_THREAD_SERIAL 0
#define JOBYARD_THREAD_PARALLEL 1

/* In the numbers of a job type: explicitly none (no retries, no timeout...), where 0 is the operator's default. */
#define JOBYARD_NONE 0xFFFFFFFFu

/* Whether the struct that `p` points to is long enough, by its own size, to hold `field`: rule 8. */
#define JOBYARD_HAS(p, field) \
    ((size_t)((const char *)&(p)->field - (const char *)(p)) + sizeof((p)->field) <= (size_t)(p)->size)

#if defined(__GNUC__)
#define JOBYARD_EXPORT __attribute__((visibility("default")))
#else
#define JOBYARD_EXPORT
#endif

/* ---- What the plugin may call ------------------------------------------------------------------------------------ */

/* A job, as the host knows it: a token, never used twice in a process. 0 is the plugin itself. */
typedef uint64_t jobyard_job;

typedef struct jobyard_job_type jobyard_job_type;

/* The host's side, given to init and valid until shutdown has returned. Every function may be called from any thread.
 * Those which return int32_t answer 0 for success (is_cancelled: 0 or 1), or a JOBYARD_E_... error. */
typedef struct jobyard_host {
    uint32_t size; /* of this struct, as the host knows it */
    uint32_t abi;  /* JOBYARD_ABI of the host */

    const char *name;    /* of the host program */
    const char *version; /* of the host program */

    /* Writes a log line, about a job or (job 0) the plugin. Never blocks; beyond 8 KiB it is cut, beyond a rate dropped
     * and counted. `fields_json` is a JSON object of details, at most 32 of them and 8 KiB, or NULL with length 0. */
    void (*log)(jobyard_job job, int32_t level, const char *message, size_t length, const char *fields_json,
                size_t fields_length);

    /* Whether the job should stop: 0 no, 1 yes, negative if it is over. Cheap enough for the innermost loop. A handler
     * that sees 1 cleans up and returns JOBYARD_CANCELLED; one that does not is killed after its grace time. */
    int32_t (*is_cancelled)(jobyard_job job);

    /* Milliseconds until the host kills the attempt; INT64_MAX without a timeout; negative if the time, or the job, is
     * over. */
    int64_t (*remaining_ms)(jobyard_job job);

    /* "Still making progress": for job types with a heartbeat timeout. A handler that calls neither this nor progress
     * nor checkpoint for so long is stopped as at a timeout, and its attempt fails as `stalled`. Cheap; call it
     * often. */
    int32_t (*heartbeat)(jobyard_job job);

    /* How far the job is, from 0 to 1, for people to look at. `message` may be NULL with length 0. */
    int32_t (*progress)(jobyard_job job, double fraction, const char *message, size_t length);

    /* The job's result: JSON text. The last call wins. What is not JSON, or not what result_schema says, is
     * JOBYARD_E_INVALID, and the attempt then fails as invalid_result, whatever it returns; JOBYARD_E_TOO_BIG
     * if it has more than 1 MiB, and then the job has no result. A job without a result need not call it: its result is
     * null. The check takes time with the size, half a second at worst, and some 512 KiB of the calling thread's stack. */
    int32_t (*set_result)(jobyard_job job, const void *json, size_t length);

    /* Why the job fails, before JOBYARD_RETRY or JOBYARD_DISCARD is returned: `code` is for programs ("no_such_user"),
     * `message` (at most 8 KiB, then cut) for people. retry_after_ms: when to try again; negative = the backoff
     * decides. */
    int32_t (*set_error)(jobyard_job job, const char *code, const char *message, size_t length, int64_t retry_after_ms);

    /* Keeps bytes for the next attempt, should there be one: it sees the latest that arrived, in its jobyard_run. */
    int32_t (*checkpoint)(jobyard_job job, const void *bytes, size_t length);

    /* Ends a pending job, with any outcome but JOBYARD_PENDING: rule 5. */
    int32_t (*complete)(jobyard_job job, int32_t outcome);

    /* Adds to a metric of the plugin's own, whose name is of 1 to 64 characters a-z, 0-9 and _. */
    void (*counter_add)(jobyard_job job, const char *name, double delta);

    /* Reads one setting from the plugin's section of the operator's configuration: a string as its text, anything else
     * as JSON text. Copies at most `capacity` bytes, without a NUL, and returns the whole length, so that a longer one
     * can be asked for again (`buffer` may be NULL with capacity 0); or JOBYARD_E_MISSING. */
    int64_t (*get_config)(const char *key, void *buffer, size_t capacity);

    /* The same for secrets; JOBYARD_E_DENIED for one that was not granted to this plugin. */
    int64_t (*get_secret)(const char *key, void *buffer, size_t capacity);

    /* A table of functions beyond this header, by its id "jobyard.NAME/REVISION"; NULL where the host has none such. */
    const void *(*get_extension)(const char *id);
} jobyard_host;

/* ---- What the plugin is told about a job ------------------------------------------------------------------------- */

/* One attempt of one job, as given to run. */
typedef struct jobyard_run {
    uint32_t size;    /* of this struct, as the host knows it */
    uint32_t attempt; /* which attempt this is, from 1; those of workers that were lost count too */

    jobyard_job job;                  /* the token for host calls */
    const jobyard_job_type *job_type; /* the plugin's own description of the type, with its `user` */

    const char *id;           /* the job's id, the same in every attempt */
    const char *type;         /* the name of the job type */
    const char *pool;         /* the pool of the worker that it runs in */
    const char *trace_parent; /* W3C traceparent of who submitted the job, or NULL */

    const void *payload; /* JSON text, as it was submitted */
    size_t payload_length;

    const void *checkpoint; /* what an earlier attempt kept, or NULL and 0 */
    size_t checkpoint_length;

    int64_t deadline_unix_ms; /* when the attempt is killed, milliseconds since 1970; 0 without a timeout */

    uint32_t retries_left; /* how many more attempts a JOBYARD_RETRY can lead to */
    uint32_t reserved0;
} jobyard_run;

/* ---- What the plugin says about itself --------------------------------------------------------------------------- */

/* One job type. The numbers are wishes: the operator's configuration wins, and what is accepted is enforced. In each of
 * them 0 is the operator's default and JOBYARD_NONE explicitly none. */
struct jobyard_job_type {
    uint32_t size;  /* sizeof(jobyard_job_type) */
    uint32_t flags; /* 0 */

    const char *name;        /* [a-z0-9][a-z0-9._-]{0,127}, and no other plugin's in the same worker */
    const char *description; /* for people; may be NULL */

    const char *payload_schema; /* JSON Schema 2020-12 as text: what does not fit is refused at submission. Or NULL */
    const char *result_schema;  /* the same for results. Or NULL */

    /* Runs one attempt and returns its outcome. `state` is what init stored. */
    int32_t (*run)(void *state, const jobyard_run *run);

    /* Told once, on another thread, that a job which is running should stop; is_cancelled says so already. For handlers
     * that wait where they cannot ask: it wakes them. May be NULL. */
    void (*on_cancel)(void *state, jobyard_job job);

    void *user; /* the plugin's own, e.g. for one run function behind many types */

    uint32_t max_retries;          /* none: a dead letter at the first failure */
    uint32_t concurrency;          /* how many at once in one worker; none: as many as it has room for */
    uint32_t timeout_ms;           /* of one attempt */
    uint32_t heartbeat_timeout_ms; /* longest silence: see heartbeat */
    uint32_t cancel_grace_ms;      /* from cancellation to the kill */
    uint32_t backoff_base_ms;      /* the wait after the first failure... */
    uint32_t backoff_max_ms;       /* ...growing up to this one... */
    uint32_t backoff_factor_milli; /* ...by this factor, in thousandths (2000 doubles it) */
};

/* The plugin. */
typedef struct jobyard_plugin {
    uint32_t size; /* sizeof(jobyard_plugin) */
    uint32_t abi;  /* JOBYARD_ABI */

    const char *id;      /* "com.acme.mailer": the same in all its versions; its section of the configuration */
    const char *version; /* "1.4.2" */

    const jobyard_job_type *const *types; /* pointers to the job types, ended by NULL */

    uint32_t threading;    /* JOBYARD_THREAD_...: rule 4 */
    uint32_t min_host_abi; /* the oldest host that it works with: a JOBYARD_ABI; 0 = any of this major version */

    /* Called once before anything else; what it stores in *state is handed to all other functions. 0 = ready; else the
     * plugin is refused (a line logged at level error tells why). May be NULL. */
    int32_t (*init)(const jobyard_host *host, void **state);

    /* Called once after the last job. May be NULL. */
    void (*shutdown)(void *state);

    /* Whether the plugin can work: 0 = healthy; else it says why in `message`, a NUL-terminated text of at most
     * `capacity` bytes, NUL included. May be NULL. */
    int32_t (*health)(void *state, char *message, size_t capacity);
} jobyard_plugin;

/* The one symbol that a plugin exports. `host_abi` is the host's JOBYARD_ABI. NULL = this plugin does not go with
 * it. */
JOBYARD_EXPORT const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi);

#ifdef __cplusplus
}
#endif

#endif
