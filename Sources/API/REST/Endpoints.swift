import HTTPTypes
import Hummingbird
import JobModel

extension [Endpoint] {
    /// The REST API: every endpoint translates between HTTP and ``JobService``.
    static func all(_ service: JobService, metrics: @escaping @Sendable () -> String) -> [Endpoint] {
        jobs(service) + deadLetters(service) + observation(service, metrics: metrics)
    }

    private static func jobs(_ service: JobService) -> [Endpoint] {
        [
            Endpoint(.post, "/jobs") { request, _ in
                let body = try await request.jsonBody(upTo: SubmissionRules.maximumRequestBytes)
                let answer = try await service.submit(Submission(body: body, keys: request.idempotencyKeys))
                var response = Response(json: answer.job.json, status: answer.isRepeated ? .ok : .created)
                response.headers[.location] = "/jobs/\(answer.job.id)"
                if answer.isRepeated { response.markRepeated() }
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
                Response(json: try await service.job(context.jobID).json)
            },
            Endpoint(.get, "/jobs/:job_id/attempts") { _, context in
                let attempts = try await service.attempts(of: context.jobID)
                return Response(json: JSONObjectWriter.list("attempts", attempts.map(\.json)))
            },
            Endpoint(.post, "/jobs/:job_id/cancel") { request, context in
                _ = try CancelOptions(body: await request.optionalJSONBody())
                return Response(json: try await service.cancel(context.jobID).json, status: .accepted)
            },
            Endpoint(.post, "/jobs/:job_id/retry") { request, context in
                let options = try RetryOptions(body: await request.optionalJSONBody())
                let job = try await service.retry(context.jobID, discardCheckpoint: options.discardCheckpoint)
                return Response(json: job.json, status: .accepted)
            },
        ]
    }

    private static func deadLetters(_ service: JobService) -> [Endpoint] {
        [
            Endpoint(.get, "/dead-letters") { request, _ in
                let page = try await service.deadLetters(DeadLetterRequest(parameters: request.uri.queryParameters))
                return Response(json: page.json)
            },
            Endpoint(.post, "/dead-letters/retry") { request, _ in
                let body = try await request.jsonBody(upTo: SubmissionRules.maximumRequestBytes)
                let answer = try await service.retryDeadLetters(RetryRequest(body: body))
                return Response(json: answer.json, status: answer.isDryRun ? .ok : .accepted)
            },
        ]
    }

    private static func observation(
        _ service: JobService, metrics: @escaping @Sendable () -> String
    ) -> [Endpoint] {
        [
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

extension BasicRequestContext {
    fileprivate var jobID: String { get throws { try parameters.require("job_id") } }
}
