/// A payload that cannot be read from where the command line says.
struct PayloadError: Error, CustomStringConvertible {
    /// A path; - is standard input.
    let source: String
    let reason: BoundedFile.Failure

    var description: String {
        let name = source == "-" ? "standard input" : "the file \(TerminalText.clean(source, maximumLength: 200))"
        return "\(name) cannot be the payload: \(reason)"
    }
}
