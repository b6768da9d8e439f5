import Foundation
import FoundationNetworking

/// The REST API from outside, over the wire.
struct RESTClient: Sendable {
    let url: String

    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 30
        configuration.httpMaximumConnectionsPerHost = 16
        return URLSession(configuration: configuration)
    }()

    func get(_ path: String) async throws -> RESTAnswer { try await request("GET", path) }

    func post(_ path: String, _ body: [UInt8]) async throws -> RESTAnswer {
        try await request("POST", path, body: body)
    }

    /// Without a body, and without a Content-Type.
    func post(_ path: String) async throws -> RESTAnswer { try await request("POST", path) }

    func post(_ path: String, _ body: JSON) async throws -> RESTAnswer {
        try await request("POST", path, body: Array(JSONEncoder().encode(body)))
    }

    func request(
        _ method: String, _ path: String, body: [UInt8]? = nil, headers: [String: String] = [:]
    ) async throws -> RESTAnswer {
        guard let address = URL(string: url + path) else { throw Unexpected(description: "not a URL: \(url + path)") }
        var request = URLRequest(url: address)
        request.httpMethod = method
        if let body {
            request.httpBody = Data(body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await Self.session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw Unexpected(description: "not HTTP") }
        let headers = response.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
        return RESTAnswer(
            status: response.statusCode, headers: Dictionary(headers) { $1 }, bytes: Array(data))
    }

    /// Submits a body that must be accepted.
    func submit(body: String) async throws -> JobAnswer {
        let answer = try await post("/jobs", Array(body.utf8))
        guard answer.status == 201 else {
            throw Unexpected(description: "POST /jobs answered \(answer.status): \(answer.text)")
        }
        return try answer.job()
    }

    /// Submits a job that must be accepted. `fields`: such as priority.
    func submit(_ type: String, _ payload: JSON = [:], _ fields: [String: JSON] = [:]) async throws -> JobAnswer {
        let body = fields.merging(["job_type": .string(type), "payload": payload]) { $1 }
        return try await submit(body: String(decoding: JSONEncoder().encode(body), as: UTF8.self))
    }

    func job(_ identifier: String) async throws -> JobAnswer {
        let answer = try await get("/jobs/\(identifier)")
        guard answer.status == 200 else {
            throw Unexpected(description: "GET /jobs/\(identifier) answered \(answer.status): \(answer.text)")
        }
        return try answer.job()
    }

    /// The job once it is as wanted; throws with what it is instead, if that takes too long.
    func job(
        _ identifier: String, within bound: Duration = .seconds(30), until isWanted: (JobAnswer) -> Bool
    ) async throws -> JobAnswer {
        let end = ContinuousClock.now + bound
        var pause = Duration.milliseconds(10)
        while true {
            let job = try await job(identifier)
            if isWanted(job) { return job }
            guard ContinuousClock.now < end else {
                throw Unexpected(description: "not as wanted within \(bound): \(job)")
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 3 / 2, .milliseconds(500))
        }
    }

    /// Submits a job and waits for its end.
    func run(_ type: String, _ payload: JSON = [:], _ fields: [String: JSON] = [:]) async throws -> JobAnswer {
        let job = try await submit(type, payload, fields)
        return try await self.job(job.jobID, until: \.isFinal)
    }

    /// Submits many, so many at a time. Answers their ids in the order of the bodies.
    func submitAll(_ bodies: [String], clients: Int = 8) async throws -> [String] {
        try await withThrowingTaskGroup(of: [(Int, String)].self) { group in
            for client in 0..<clients {
                group.addTask {
                    var submitted: [(Int, String)] = []
                    for index in stride(from: client, to: bodies.count, by: clients) {
                        submitted.append((index, try await submit(body: bodies[index]).jobID))
                    }
                    return submitted
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Every job that a filter shows, page by page, newest first.
    func list(_ filter: String, limit: Int = 500) async throws -> [JobAnswer] {
        var jobs: [JobAnswer] = []
        var cursor: String?
        repeat {
            let path = "/jobs?limit=\(limit)&\(filter)" + (cursor.map { "&cursor=\($0)" } ?? "")
            let answer = try await get(path)
            guard answer.status == 200 else {
                throw Unexpected(description: "GET \(path) answered \(answer.status): \(answer.text)")
            }
            let page = try answer.page()
            guard page.jobs.count <= limit else { throw Unexpected(description: "a page of \(page.jobs.count) jobs") }
            jobs += page.jobs
            cursor = page.nextCursor
        } while cursor != nil
        return jobs
    }
}
