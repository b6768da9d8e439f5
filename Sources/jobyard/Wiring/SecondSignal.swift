import ServiceLifecycle
import UnixSignals

/// The first SIGTERM or Ctrl-C begins an orderly stop, of which the ServiceGroup takes care; one more says that somebody
/// will not wait.
struct SecondSignal: Service {
    let hurry: @Sendable () async -> Void

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        await cancelWhenGracefulShutdown {
            var isFirst = true
            for await _ in signals {
                if !isFirst { await hurry() }
                isFirst = false
            }
        }
    }
}
