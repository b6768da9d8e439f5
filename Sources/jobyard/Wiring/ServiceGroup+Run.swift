import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

extension ServiceGroup {
    /// Runs services until SIGTERM or Ctrl-C, then stops them, the last first; a second signal calls `hurry`.
    ///
    /// What has not stopped a while after the drain timeout, such as a client that never finishes its request, is cancelled.
    static func run(
        _ services: [any Service], launch: LaunchContext, hurry: @escaping @Sendable () async -> Void = {}
    ) async throws {
        var configuration = ServiceGroupConfiguration(
            // The first to start is the last to stop: it hears the second signal as long as anything runs.
            services: [SecondSignal(hurry: hurry)] + services, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: launch.logger)
        configuration.logger.logLevel = max(launch.logger.logLevel, .warning)
        configuration.maximumGracefulShutdownDuration = .seconds(launch.configuration.drainTimeoutSeconds + 20)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// Standard output may be a file or a pipe: what was printed shall be there now.
func flushOutput() { fflush(nil) }
