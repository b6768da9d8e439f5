import Foundation
import Testing

extension OwnServerTests {
    /// What Jobyard refuses to load, and what its jobs may not reach.
    @Suite struct GuardTests {
        @Test func aPluginThatOthersMayWriteIsRefused() async throws {
            let folder = try TemporaryFolder()
            let library = try await CPlugin.install(CPluginSources.firstPlugin, as: "checksum", dataDirectory: folder)
            try FileManager.default.setAttributes([.posixPermissions: 0o757], ofItemAtPath: library)
            try await JobyardServer.with(dataDirectory: folder) { server in
                let answer = try await server.rest.get("/job-types")
                #expect(answer.text.contains(#""job_type":"echo""#))
                #expect(!answer.text.contains(#""job_type":"checksum""#))
                #expect(server.process.standardError.contains("checksum.so"))
                let refused = try await server.rest.post("/jobs", Array(#"{"job_type":"checksum","payload":{}}"#.utf8))
                #expect(try refused.problem().code == "unknown_job_type")
            }
        }

        @Test func httpRequestReachesNoPrivateAddress() async throws {
            let target = try LoopbackHTTPServer()
            defer { target.stop() }
            let port = try #require(URL(string: target.url)?.port)
            try await JobyardServer.with { server in
                for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254"] {
                    let job = try await server.rest.run("http_request", ["url": .string("http://\(host):\(port)/200")])
                    #expect(job.status == "failed", "\(host)")
                    #expect(job.error?.code == "address_refused", "\(host)")
                }
            }
            #expect(target.requests.isEmpty)
        }
    }
}
