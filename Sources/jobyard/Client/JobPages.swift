/// Follows the list of jobs from page to page.
struct JobPages: Sendable {
    /// Asks for one page of at most so many jobs.
    typealias Fetch = @Sendable (_ limit: Int, _ cursor: String?) async throws(ClientError) -> Answer<JobPage>

    /// nil: from the newest on.
    var cursor: String?
    /// nil: all.
    var limit: Int?

    let fetch: Fetch

    private static let pageSize = 100

    init(cursor: String?, limit: Int?, fetch: @escaping Fetch) {
        self.cursor = cursor
        self.limit = limit
        self.fetch = fetch
    }

    /// Gives one page after the other to the body. Returns the cursor of what was not read; nil: there is no more.
    func read(_ body: (Answer<JobPage>) throws -> Void) async throws -> String? {
        var cursor = cursor
        var pageSize = Self.pageSize
        var left = limit ?? .max
        while left > 0 {
            let answer: Answer<JobPage>
            do {
                answer = try await fetch(min(left, pageSize), cursor)
            } catch {
                guard case .tooLarge = error, pageSize > 1 else { throw error }
                pageSize /= 2
                continue
            }
            left -= min(left, answer.value.jobs.count)
            let next = answer.value.nextCursor
            guard next == nil || next != cursor else { throw ClientError.unreadable(reason: "its cursor stands still") }
            try body(answer)
            cursor = next
            if cursor == nil { break }
        }
        return cursor
    }
}
