import API
import ServiceLifecycle

/// Tells on standard output, once everything is ready, where Jobyard listens and a first job to try.
struct ReadinessAnnouncer: Service {
    let service: JobService
    let addresses: ListeningAddresses
    let host: String

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard let rest = await addresses.rest.value(), let grpc = await addresses.grpc.value() else { return }
            // A Redis that cannot be used ends us, and is known at once; one that is away is no reason to wait longer.
            await service.waitForRedis(atMost: .seconds(1))
            while !Task.isCancelled {
                if await service.health().isAccepting {
                    announce(rest: rest, grpc: grpc)
                    break
                }
                try? await Task.sleep(for: .milliseconds(50))
            }
            try? await gracefulShutdown()
        }
    }

    private func announce(rest: Int, grpc: Int) {
        let anywhere = host == "0.0.0.0" || host == "::"
        let host = anywhere ? "localhost" : host.contains(":") ? "[\(host)]" : host
        print(
            """
            Jobyard is ready. Ctrl-C stops it.
              REST     http://\(host):\(rest)        (jobs, job-types, health, metrics)
              gRPC     \(host):\(grpc)
            Try:
              curl -s http://\(host):\(rest)/jobs -H 'Content-Type: application/json' -d '{"job_type": "sleep", "payload": {"duration": 2}}'
            """)
        flushOutput()
    }
}
