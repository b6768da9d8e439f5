import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

extension ServiceGroup {
    /// Runs services until SIGTERM or Ctrl-C, then stops them, the last first.
    static func run(_ services: [any Service], logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.logger.logLevel = max(logger.logLevel, .warning)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// Standard output may be a file or a pipe: what was printed shall be there now.
func flushOutput() { fflush(nil) }
