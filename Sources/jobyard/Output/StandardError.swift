import Foundation

/// Standard error: what went wrong, and hints for people.
enum StandardError {
    static func write(_ text: String) {
        // Where even this fails, there is nobody to tell.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// With the program's name before it; `message` is clean.
    static func say(_ message: String) { write("jobyard: \(message)\n") }
}
