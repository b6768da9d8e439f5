import JobStore
import Logging
import Synchronization
import Testing

@testable import jobyard

@Suite struct DatabaseWaitTests {
    private let wait = DatabaseWait(
        firstPause: .milliseconds(1), longestPause: .milliseconds(2),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })

    @Test func whatIsOutOfReachIsTriedAgain() async throws {
        let tries = Atomic(0)
        let opened = try await wait.open { () async throws(JobStoreError) in
            let number = tries.add(1, ordering: .relaxed).newValue
            guard number == 5 else { throw .unavailable(reason: "try \(number)") }
            return "store"
        }
        #expect(opened == "store")
        #expect(tries.load(ordering: .relaxed) == 5)
    }

    @Test(arguments: [
        JobStoreError.unusable(reason: "password authentication failed"), .corrupt(reason: "none of ours"),
        .newerSchema(found: "9", known: "2"),
    ])
    func whatNeedsAPersonIsThrownAtOnce(error: JobStoreError) async {
        let tries = Atomic(0)
        await #expect(throws: error) {
            try await wait.open { () async throws(JobStoreError) -> String in
                tries.add(1, ordering: .relaxed)
                throw error
            }
        }
        #expect(tries.load(ordering: .relaxed) == 1)
    }

    @Test func cancellationEndsIt() async {
        let (tries, tried) = AsyncStream.makeStream(of: Void.self)
        let task = Task { [wait] in
            try await wait.open { () async throws(JobStoreError) -> String in
                tried.yield()
                throw .unavailable(reason: "away")
            }
        }
        _ = await tries.first { _ in true }
        task.cancel()
        await #expect(throws: JobStoreError.unavailable(reason: "away")) { try await task.value }
    }

    @Test func itsWordsAreOneLineWithoutPasswords() {
        let error = JobStoreError.unavailable(
            reason: "connection to \"postgresql://u:s3cret@[::1]x\"\n\tfailed\n\u{1b}[1mpassword=s3cret")
        #expect(!error.shown.contains("s3cret") && !error.shown.contains("\u{1b}") && !error.shown.contains("\n"))
        #expect(error.shown.contains("failed; "))
    }
}
