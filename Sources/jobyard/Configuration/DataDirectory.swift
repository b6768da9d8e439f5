import ChildProcesses
import Foundation

/// DATA_DIR: made at the first start, and held by one `jobyard up` at a time.
struct DataDirectory: Sendable {
    let path: String

    /// Makes the folder, for its owner alone.
    init(_ path: String) throws(ConfigurationError) {
        do {
            try Folder.make(path)
        } catch {
            throw ConfigurationError("DATA_DIR", value: path, allowed: "a folder that can be made: \(error)")
        }
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// Claims the folder until this process ends, however it ends.
    func lock() throws(ConfigurationError) {
        let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ConfigurationError("DATA_DIR", value: path, allowed: "a folder that can be written: \(SystemError())")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw ConfigurationError(
                "DATA_DIR", value: path,
                problem: "another `jobyard up` is using it: stop that one, or choose another DATA_DIR")
        }
    }
}
