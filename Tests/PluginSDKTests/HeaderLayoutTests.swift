import CJobyardPlugin
import Testing

/// The binary layout of the C ABI, version 1, on 64-bit machines. These numbers are promises to compiled plugins: a
/// field may be appended at the end of a struct, but none of these lines may ever change.
@Suite struct HeaderLayoutTests {
    @Test func constants() {
        #expect(JOBYARD_ABI_MAJOR == 1)
        #expect(JOBYARD_ABI_MINOR == 0)
        #expect([JOBYARD_OK, JOBYARD_RETRY, JOBYARD_DISCARD, JOBYARD_CANCELLED, JOBYARD_PENDING] == [0, 1, 2, 3, 4])
        #expect(
            [JOBYARD_E_STALE, JOBYARD_E_TOO_BIG, JOBYARD_E_DENIED, JOBYARD_E_MISSING, JOBYARD_E_INVALID]
                == [-1, -2, -3, -4, -5])
        #expect(
            [JOBYARD_LOG_TRACE, JOBYARD_LOG_DEBUG, JOBYARD_LOG_INFO, JOBYARD_LOG_WARNING, JOBYARD_LOG_ERROR]
                == [0, 1, 2, 3, 4])
        #expect([JOBYARD_THREAD_SERIAL, JOBYARD_THREAD_PARALLEL] == [0, 1])
        #expect(JOBYARD_NONE == 0xFFFF_FFFF)
        #expect(MemoryLayout<jobyard_job>.size == 8)
    }

    @Test func host() {
        #expect(MemoryLayout<jobyard_host>.size == 128)
        expect(\jobyard_host.size, at: 0, width: 4)
        expect(\jobyard_host.abi, at: 4, width: 4)
        expect(\jobyard_host.name, at: 8)
        expect(\jobyard_host.version, at: 16)
        expect(\jobyard_host.log, at: 24)
        expect(\jobyard_host.is_cancelled, at: 32)
        expect(\jobyard_host.remaining_ms, at: 40)
        expect(\jobyard_host.heartbeat, at: 48)
        expect(\jobyard_host.progress, at: 56)
        expect(\jobyard_host.set_result, at: 64)
        expect(\jobyard_host.set_error, at: 72)
        expect(\jobyard_host.checkpoint, at: 80)
        expect(\jobyard_host.complete, at: 88)
        expect(\jobyard_host.counter_add, at: 96)
        expect(\jobyard_host.get_config, at: 104)
        expect(\jobyard_host.get_secret, at: 112)
        expect(\jobyard_host.get_extension, at: 120)
    }

    @Test func run() {
        #expect(MemoryLayout<jobyard_run>.size == 104)
        expect(\jobyard_run.size, at: 0, width: 4)
        expect(\jobyard_run.attempt, at: 4, width: 4)
        expect(\jobyard_run.job, at: 8)
        expect(\jobyard_run.job_type, at: 16)
        expect(\jobyard_run.id, at: 24)
        expect(\jobyard_run.type, at: 32)
        expect(\jobyard_run.pool, at: 40)
        expect(\jobyard_run.trace_parent, at: 48)
        expect(\jobyard_run.payload, at: 56)
        expect(\jobyard_run.payload_length, at: 64)
        expect(\jobyard_run.checkpoint, at: 72)
        expect(\jobyard_run.checkpoint_length, at: 80)
        expect(\jobyard_run.deadline_unix_ms, at: 88)
        expect(\jobyard_run.retries_left, at: 96, width: 4)
        expect(\jobyard_run.reserved0, at: 100, width: 4)
    }

    @Test func jobType() {
        #expect(MemoryLayout<jobyard_job_type>.size == 96)
        expect(\jobyard_job_type.size, at: 0, width: 4)
        expect(\jobyard_job_type.flags, at: 4, width: 4)
        expect(\jobyard_job_type.name, at: 8)
        expect(\jobyard_job_type.description, at: 16)
        expect(\jobyard_job_type.payload_schema, at: 24)
        expect(\jobyard_job_type.result_schema, at: 32)
        expect(\jobyard_job_type.run, at: 40)
        expect(\jobyard_job_type.on_cancel, at: 48)
        expect(\jobyard_job_type.user, at: 56)
        expect(\jobyard_job_type.max_retries, at: 64, width: 4)
        expect(\jobyard_job_type.concurrency, at: 68, width: 4)
        expect(\jobyard_job_type.timeout_ms, at: 72, width: 4)
        expect(\jobyard_job_type.heartbeat_timeout_ms, at: 76, width: 4)
        expect(\jobyard_job_type.cancel_grace_ms, at: 80, width: 4)
        expect(\jobyard_job_type.backoff_base_ms, at: 84, width: 4)
        expect(\jobyard_job_type.backoff_max_ms, at: 88, width: 4)
        expect(\jobyard_job_type.backoff_factor_milli, at: 92, width: 4)
    }

    @Test func plugin() {
        #expect(MemoryLayout<jobyard_plugin>.size == 64)
        expect(\jobyard_plugin.size, at: 0, width: 4)
        expect(\jobyard_plugin.abi, at: 4, width: 4)
        expect(\jobyard_plugin.id, at: 8)
        expect(\jobyard_plugin.version, at: 16)
        expect(\jobyard_plugin.types, at: 24)
        expect(\jobyard_plugin.threading, at: 32, width: 4)
        expect(\jobyard_plugin.min_host_abi, at: 36, width: 4)
        expect(\jobyard_plugin.`init`, at: 40)
        expect(\jobyard_plugin.shutdown, at: 48)
        expect(\jobyard_plugin.health, at: 56)
    }

    private func expect<Layout, Field>(
        _ field: KeyPath<Layout, Field>, at offset: Int, width: Int = 8,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(MemoryLayout<Layout>.offset(of: field) == offset, sourceLocation: sourceLocation)
        #expect(MemoryLayout<Field>.size == width, sourceLocation: sourceLocation)
    }
}
