import HTTPTypes
import Hummingbird
import JobModel
import JobStore
import Logging
import NIOCore
import ServiceLifecycle

/// The REST door: translates between HTTP and ``JobService``.
package struct RESTServer: Service {
    private let host: String
    private let port: Int
    private let application: Application<RouterResponder<BasicRequestContext>>

    package static let maximumBodyBytes = 1 << 20
    private static let idleTimeout = TimeAmount.seconds(60)

    /// `metrics` renders what `GET /metrics` answers. `onRunning` hears the address when the socket listens.
    package init(
        service: JobService, host: String, port: Int, metrics: @escaping @Sendable () -> String, logger: Logger,
        onRunning: @escaping @Sendable (SocketAddress) async -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        application = Application(
            router: Self.routes(service, metrics: metrics),
            server: .http1(configuration: .init(idleTimeout: Self.idleTimeout)),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in
                if let address = channel.localAddress { await onRunning(address) }
            }, logger: logger)
    }

    package func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw ListenError(setting: "API_PORT", host: host, port: port, error)
        }
    }

    private static func routes(
        _ service: JobService, metrics: @escaping @Sendable () -> String
    ) -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: ProblemMiddleware())

        router.post("/jobs") { request, _ in
            let body = try await request.body.collect(upTo: maximumBodyBytes)
            let job = try await service.submit(Submission(body: Array(body.readableBytesView)))
            var response = Response(json: job.json, status: .created)
            response.headers[.location] = "/jobs/\(job.id)"
            return response
        }
        router.get("/jobs/:job_id") { _, context in
            Response(json: try await service.job(context.parameters.require("job_id")).json)
        }
        router.get("/jobs") { request, _ in
            let page = try await service.list(JobQuery(parameters: request.uri.queryParameters))
            return Response(
                json: JSONObjectWriter.object { json in
                    json.member("jobs", array: page.jobs.map(\.json))
                    json.member("next_cursor", page.next?.description)
                })
        }
        router.get("/job-types") { _, _ in
            Response(
                json: JSONObjectWriter.object { json in
                    json.member("job_types", array: service.jobTypes.map(\.json))
                })
        }
        router.get("/health") { _, _ in
            let health = await service.health()
            return Response(json: health.json, status: health.isAccepting ? .ok : .serviceUnavailable)
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics())))
        }
        return router
    }
}
