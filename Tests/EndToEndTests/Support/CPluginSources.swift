import Foundation

/// What the tests compile with `cc`.
enum CPluginSources {
    /// The first plugin of one's own that the README shows: type `checksum`.
    static var firstPlugin: String {
        let readme = try? String(contentsOf: InstalledTree.packageRoot.appending(path: "README.md"), encoding: .utf8)
        guard let source = readme?.firstMatch(of: /(?s)```c\n(.*?)```/)?.1 else {
            return "#error README.md shows no plugin in C"
        }
        return String(source)
    }

    /// A type whose payloads must match a pattern that takes for ever.
    static let patterned = #"""
        #include <stddef.h>
        #include "jobyard_plugin.h"

        static int32_t run(void *state, const jobyard_run *run) { return JOBYARD_OK; }
        static const jobyard_job_type type = {
            .size = sizeof type, .name = "patterned", .run = run, .payload_schema = "{\"pattern\":\"^(a+)+$\"}"};
        static const jobyard_job_type *const types[] = {&type, NULL};
        static const jobyard_plugin plugin = {
            .size = sizeof plugin, .abi = JOBYARD_ABI, .id = "test.patterned", .version = "1.0.0", .types = types};

        JOBYARD_EXPORT const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) { return &plugin; }
        """#

    /// Handlers that hang, crash, or wait to be killed.
    static let hostile = #"""
        #include <stdio.h>
        #include <stdlib.h>
        #include <unistd.h>
        #include "jobyard_plugin.h"

        static const jobyard_host *jobyard;

        static int32_t init(const jobyard_host *host, void **state) {
          jobyard = host;
          return 0;
        }

        /* Knows nothing of cancellation. */
        static int32_t hang(void *state, const jobyard_run *run) {
          for (;;) sleep(1);
        }

        static int32_t crash(void *state, const jobyard_run *run) { abort(); }

        /* Tells its process id, and in its first attempt waits for the file that {"release":"PATH"} names. */
        static int32_t hostage(void *state, const jobyard_run *run) {
          char path[256] = "/", pid[16];
          sscanf(run->payload, "{\"release\":\"%255[^\"]", path);
          int length = snprintf(pid, sizeof pid, "%d", (int)getpid());
          jobyard->counter_add(run->job, "hostages_taken", 1);
          jobyard->progress(run->job, 0.5, pid, (size_t)length);
          while (run->attempt == 1 && access(path, F_OK) != 0) usleep(10000);
          return JOBYARD_OK;
        }

        #define TYPE(function) \
          {.size = sizeof(jobyard_job_type), .name = "hostile." #function, .run = function, .max_retries = 2, \
           .timeout_ms = 60000, .backoff_base_ms = 10, .cancel_grace_ms = 200}
        static const jobyard_job_type hang_type = TYPE(hang), crash_type = TYPE(crash), hostage_type = TYPE(hostage);
        static const jobyard_job_type *const types[] = {&hang_type, &crash_type, &hostage_type, NULL};
        static const jobyard_plugin plugin = {
            .size = sizeof plugin, .abi = JOBYARD_ABI, .id = "test.hostile", .version = "1.0.0",
            .types = types, .init = init};

        JOBYARD_EXPORT const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) { return &plugin; }
        """#
}
