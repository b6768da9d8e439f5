import JobModel

/// A value of the hash `notes`: a fraction, a space, and perhaps a message.
enum NoteText {
    static func encode(_ progress: JobProgress) -> String {
        progress.message.map { "\(progress.fraction) \($0)" } ?? "\(progress.fraction)"
    }

    static func decode(_ text: String) -> JobProgress? {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let fraction = parts.first.flatMap({ Double($0) }) else { return nil }
        return JobProgress(fraction: fraction, message: parts.count > 1 ? String(parts[1]) : nil)
    }
}
