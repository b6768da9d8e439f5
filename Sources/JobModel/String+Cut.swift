extension String {
    /// As much of it as fits into so many bytes of UTF-8, cut between Unicode scalars: what a stranger wrote as one
    /// endless character is cut too, and at once.
    package func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: Swift.max(0, limit))
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
