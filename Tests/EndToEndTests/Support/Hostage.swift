import Foundation
import Testing

/// A job of the hostile plugin that runs until it is released, and the plugin host that it runs in.
struct Hostage {
    let jobID: String
    let hostIdentifier: Int32
    private let folder: TemporaryFolder

    /// Submits one, and waits until it runs.
    static func take(_ rest: RESTClient) async throws -> Hostage {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: Self.file).path
        let job = try await rest.submit(body: #"{"job_type":"hostile.hostage","payload":{"release":"\#(file)"}}"#)
        let told = try await rest.job(job.jobID) { $0.progress?.message != nil }
        #expect(told.progress?.fraction == 0.5)
        let host = try #require(told.progress?.message.flatMap { Int32($0) })
        return Hostage(jobID: job.jobID, hostIdentifier: host, folder: folder)
    }

    func release() throws { _ = try folder.write("", to: Self.file) }

    private static let file = "release"
}
