/// A line of a file, as editors and compilers name it.
struct FilePlace: Sendable, Hashable, CustomStringConvertible {
    let path: String
    /// From 1; nil: the file as a whole.
    var line: Int?

    var description: String { line.map { "\(path):\($0)" } ?? path }
}
