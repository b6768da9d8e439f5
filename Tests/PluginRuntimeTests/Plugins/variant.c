/* A plugin with one job type, which macros bend in one way or another. */
#include "jobyard_plugin.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef ID
#define ID "test.variant"
#endif
#ifndef VERSION
#define VERSION "1.0.0"
#endif
#ifndef TYPE
#define TYPE "variant"
#endif
#ifndef ABI
#define ABI JOBYARD_ABI
#endif
#ifndef MINIMUM
#define MINIMUM 0
#endif
#ifndef SIZE
#define SIZE sizeof(jobyard_plugin)
#endif
#ifndef THREADING
#define THREADING 0
#endif
#ifndef SCHEMA
#define SCHEMA NULL
#endif
#ifndef RESULT_SCHEMA
#define RESULT_SCHEMA NULL
#endif
#ifndef RUN
#define RUN run
#endif
#ifndef BODY
#define BODY return JOBYARD_OK
#endif
#ifndef INIT
#define INIT return 0
#endif
#ifndef HEALTH
#define HEALTH return 0
#endif
#ifndef LOAD
#define LOAD
#endif
#ifndef TYPES
#define TYPES {&type, NULL}
#endif

static int32_t run(void *state, const jobyard_run *job) { (void)state; (void)job; BODY; }
static int32_t init(const jobyard_host *host, void **state) { (void)host; (void)state; INIT; }
static int32_t health(void *state, char *message, size_t capacity) { (void)state; (void)message; (void)capacity; HEALTH; }
__attribute__((constructor)) static void load(void) { LOAD; }

static const jobyard_job_type type = {
    .size = sizeof type, .name = TYPE, .payload_schema = SCHEMA, .result_schema = RESULT_SCHEMA, .run = RUN,
    .max_retries = 7,
    .timeout_ms = JOBYARD_NONE, .concurrency = 2, .cancel_grace_ms = 250, .backoff_base_ms = 10,
    .backoff_max_ms = 20, .backoff_factor_milli = 1500};
static const jobyard_job_type *const types[] = TYPES;
static const jobyard_plugin plugin = {
    .size = SIZE, .abi = ABI, .id = ID, .version = VERSION, .types = types, .threading = THREADING,
    .min_host_abi = MINIMUM, .init = init, .health = health};

JOBYARD_EXPORT const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) { (void)host_abi; return &plugin; }
