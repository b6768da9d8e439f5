import ChildProcesses
import Glibc

/// A small file from outside, read whole: never more than so many bytes, whatever it is.
enum BoundedFile {
    enum Failure: Error, Hashable, CustomStringConvertible {
        case system(SystemError)
        case tooLarge(maximumBytes: Int)
        case notText

        var description: String {
            switch self {
            case .system(let error): error.description
            case .tooLarge(let bytes):
                bytes >= 1 << 20 ? "it has more than \(bytes >> 20) MiB" : "it has more than \(bytes >> 10) KiB"
            case .notText: "it is not UTF-8 text"
            }
        }
    }

    /// Also reads pipes, such as a shell's `<(…)`.
    static func read(_ path: String, maximumBytes: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(SystemError()) }
        defer { close(descriptor) }
        return try read(descriptor, maximumBytes: maximumBytes)
    }

    static func read(_ descriptor: Int32, maximumBytes: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(SystemError()) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= maximumBytes else { throw .tooLarge(maximumBytes: maximumBytes) }
        }
    }

    static func readText(_ path: String, maximumBytes: Int) throws(Failure) -> String {
        guard let text = String(validating: try read(path, maximumBytes: maximumBytes), as: UTF8.self) else {
            throw .notText
        }
        return text
    }
}
