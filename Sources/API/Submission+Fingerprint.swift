import Crypto
import JobModel

extension Submission {
    /// A hash of what is asked for, as it was asked for: defaults may change between a submission and its repetition. The
    /// same through either door.
    var fingerprint: [UInt8] {
        var hash = SHA256()
        for part in [
            Array(type.utf8), payload, text(priority), text(maximumRetries), text(timeoutSeconds),
            text(runAt?.milliseconds), text(delaySeconds), text(retryPolicy?.baseSeconds), text(retryPolicy?.factor),
            text(retryPolicy?.capSeconds),
        ] {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: part)
        }
        return Array(hash.finalize())
    }

    private func text(_ value: (some CustomStringConvertible)?) -> [UInt8] { Array((value?.description ?? "").utf8) }
}
