import JSONSchema

/// Makes one JSON document of the pages of a list: a single page as it came, several as if they had been one.
struct JobListJSON {
    private var first: [UInt8]?
    private var isMerging = false

    /// The bytes to write now.
    mutating func add(_ answer: Answer<JobPage>) -> [UInt8] {
        guard let first else {
            self.first = answer.bytes
            return []
        }
        let jobs = answer.value.jobs.isEmpty ? [] : Array(",".utf8) + Self.jobs(of: answer.bytes)
        guard !isMerging else { return jobs }
        isMerging = true
        return Array(#"{"jobs":["#.utf8) + Self.jobs(of: first) + jobs
    }

    /// The bytes that end the document. `cursor`: of what was not read.
    func end(cursor: String?) -> [UInt8] {
        guard isMerging else { return first ?? [] }
        return Array(#"],"next_cursor":\#(cursor.map(JSONText.quote) ?? "null")}"#.utf8)
    }

    /// Without the brackets around them.
    private static func jobs(of page: [UInt8]) -> [UInt8] {
        Array((JSONMember.cut("jobs", from: page) ?? "[]").utf8.dropFirst().dropLast())
    }
}
