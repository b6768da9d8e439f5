import Foundation
import Testing

@testable import jobyard

@Suite struct JobPagesTests {
    /// A server with so many jobs, which answers with at most so many at once.
    private static func server(jobs: Int, atMost maximum: Int = .max, tooLargeFrom: Int = .max) -> JobPages.Fetch {
        { limit, cursor throws(ClientError) in
            if limit >= tooLargeFrom { throw .tooLarge(maximumBytes: 1) }
            let start = cursor.flatMap { Int($0) } ?? 0
            let end = min(jobs, start + min(limit, maximum))
            let views = (start..<end).map { JobView(jobID: "\($0)", jobType: "t", status: "queued", attempt: 0) }
            return Answer(bytes: [], value: JobPage(jobs: views, nextCursor: end < jobs ? "\(end)" : nil))
        }
    }

    private func read(limit: Int?, cursor: String? = nil, _ fetch: @escaping JobPages.Fetch) async throws -> (
        ids: [Int], pages: Int, rest: String?
    ) {
        var ids: [Int] = []
        var pages = 0
        let rest = try await JobPages(cursor: cursor, limit: limit, fetch: fetch).read { page in
            ids += page.value.jobs.compactMap { Int($0.jobID) }
            pages += 1
        }
        return (ids, pages, rest)
    }

    static let lists: [(jobs: Int, limit: Int?, count: Int, pages: Int, rest: String?)] = [
        (0, nil, 0, 1, nil), (0, 20, 0, 1, nil), (20, 20, 20, 1, nil), (21, 20, 20, 1, "20"), (250, nil, 250, 3, nil),
        (250, 150, 150, 2, "150"), (250, 1000, 250, 3, nil),
    ]

    @Test(arguments: lists) func pagesAreFollowed(jobs: Int, limit: Int?, count: Int, pages: Int, rest: String?)
        async throws
    {
        let list = try await read(limit: limit, Self.server(jobs: jobs))
        #expect(list.ids == Array(0..<count) && list.pages == pages && list.rest == rest)
    }

    @Test func aListGoesOnAtACursor() async throws {
        #expect(try await read(limit: 2, cursor: "5", Self.server(jobs: 9)).ids == [5, 6])
    }

    @Test func pagesThatAreTooLargeAreHalved() async throws {
        #expect(try await read(limit: nil, Self.server(jobs: 60, tooLargeFrom: 20)).ids == Array(0..<60))
        await #expect(throws: ClientError.tooLarge(maximumBytes: 1)) {
            try await read(limit: nil, Self.server(jobs: 60, tooLargeFrom: 1))
        }
    }

    @Test func aCursorThatStandsStillEndsTheList() async throws {
        await #expect(throws: ClientError.unreadable(reason: "its cursor stands still")) {
            try await read(limit: nil) { _, _ throws(ClientError) in
                Answer(bytes: [], value: JobPage(jobs: [], nextCursor: "c"))
            }
        }
    }
}
