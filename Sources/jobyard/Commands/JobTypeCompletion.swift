import Foundation

/// Completes job types with those that the server knows; silent where there is none.
enum JobTypeCompletion {
    @Sendable static func names(arguments: [String], index: Int, prefix: String) async -> [String] {
        let variable = Environment(ProcessInfo.processInfo.environment).text(Environment.serverURL)
        let url = option("--url", in: arguments) ?? variable ?? ServerAddress.standard
        let answer = try? await JobyardClient.with(ServerAddress(url), timeout: .seconds(1)) { client in
            try await client.jobTypes()
        }
        return (answer?.value.jobTypes ?? []).map { TerminalText.clean($0.jobType) }
    }

    private static func option(_ name: String, in arguments: [String]) -> String? {
        arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
    }
}
