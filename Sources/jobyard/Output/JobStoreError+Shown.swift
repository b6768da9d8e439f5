import JobStore

extension JobStoreError {
    /// In one line, and fit to be shown: a database's own words may quote what it was given.
    var shown: String {
        let lines = description.split(whereSeparator: \.isNewline).map { line in
            line.drop(while: \.isWhitespace)
        }
        return TerminalText.clean(SecretMask.masking(lines.joined(separator: "; ")))
    }
}
