import Hummingbird
import JobModel

extension [Endpoint] {
    /// The REST API: every endpoint translates between HTTP and ``JobService``.
    static func all(_ service: JobService, metrics: @escaping @Sendable () -> String) -> [Endpoint] {
        [
            Endpoint(.post, "/jobs") { request, _ in
                let body = try await request.jsonBody(upTo: SubmissionRules.maximumRequestBytes)
                let job = try await service.submit(Submission(body: body))
                var response = Response(json: job.json, status: .created)
                response.headers[.location] = "/jobs/\(job.id)"
                return response
            },
            Endpoint(.get, "/jobs") { request, _ in
                let page = try await service.list(ListRequest(parameters: request.uri.queryParameters))
                return Response(
                    json: JSONObjectWriter.object { json in
                        json.member("jobs", array: page.jobs.map(\.json))
                        json.member("next_cursor", page.next?.description)
                    })
            },
            Endpoint(.get, "/jobs/:job_id") { _, context in
                Response(json: try await service.job(context.parameters.require("job_id")).json)
            },
            Endpoint(.get, "/job-types") { _, _ in
                Response(json: JSONObjectWriter.list("job_types", service.jobTypes.map(\.json)))
            },
            Endpoint(.get, "/workers") { _, _ in
                Response(json: JSONObjectWriter.list("workers", service.workers.map(\.json)))
            },
            Endpoint(.get, "/health") { _, _ in
                let health = await service.health()
                return Response(json: health.json, status: health.isAccepting ? .ok : .serviceUnavailable)
            },
            Endpoint(.get, "/metrics") { _, _ in
                Response(
                    status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: metrics())))
            },
        ]
    }
}
