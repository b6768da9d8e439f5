import Foundation
import Testing

extension OwnServerTests {
    /// Payloads whose check would take for ever, many at once: refused, and nobody else is held up so long that it shows.
    @Suite struct HostilePatternTests {
        @Test func aFloodOfThemCostsNobodyElseAnAttempt() async throws {
            let folder = try TemporaryFolder()
            try await CPlugin.install(CPluginSources.patterned, as: "patterned", dataDirectory: folder)
            try await JobyardServer.with(dataDirectory: folder) { server in
                let bystander = try await server.rest.submit("sleep", ["duration": 3])
                let text = String(repeating: "a", count: 50_000) + "b"
                let body = Array(#"{"job_type":"patterned","payload":"\"\#(text)\""}"#.utf8)
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<16 { group.addTask { try await server.rest.post("/jobs", body).status } }
                    return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
                }
                #expect(statuses.isSubset(of: [422, 503]) && statuses.contains(422))
                let slept = try await server.rest.job(bystander.jobID, until: \.isFinal)
                #expect(slept.status == "completed" && slept.attempt == 1)
                #expect(!server.process.standardError.contains("stood still"))
            }
        }
    }
}
