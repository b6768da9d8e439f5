import ChildProcesses

/// Why a file, or the directory it lies in, is not trusted or cannot be read.
enum FileRefusal: Error, Hashable, CustomStringConvertible {
    case link
    case notRegular
    case notADirectory
    case writableByOthers(mode: UInt32)
    case foreignOwner(UInt32)
    case tooLarge(Int)
    case failed(String, Int32)

    static let maximumBytes = 256 << 20

    var description: String {
        switch self {
        case .link: "is a symbolic link; put the file itself there"
        case .notRegular: "is not a regular file"
        case .notADirectory: "is not a directory"
        case .writableByOthers(let mode):
            "may be written by group or others (mode \(String(mode & 0o7777, radix: 8))); chmod go-w it"
        case .foreignOwner(let owner): "belongs to user \(owner), who is neither the worker's user nor root"
        case .tooLarge(let bytes): "has \(bytes) bytes; at most \(Self.maximumBytes) are taken"
        case .failed(let call, let number): "\(call) failed: \(SystemError(number))"
        }
    }
}
