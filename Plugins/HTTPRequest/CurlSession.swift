import CCurl
import JobyardPlugin

/// The connections of one job; gone with it.
final class CurlSession {
    /// How soon a cancellation is seen. libcurl's own loop would look once a second.
    private static let pollMilliseconds: Int32 = 20

    private let handle: UnsafeMutableRawPointer

    init() throws(PluginFailure) {
        guard let handle = curl_multi_init() else {
            throw .retry(code: "out_of_memory", message: "no memory for libcurl")
        }
        self.handle = handle
    }

    deinit {
        curl_multi_cleanup(handle)
    }

    /// Blocks until the transfer is over.
    ///
    /// - Throws: ``PluginFailure/cancelled``, within moments, whatever the transfer is waiting for.
    func run(_ transfer: CurlHandle, isCancelled: () -> Bool) throws(PluginFailure) -> CURLcode {
        try check(curl_multi_add_handle(handle, transfer.pointer))
        defer { curl_multi_remove_handle(handle, transfer.pointer) }
        while true {
            if isCancelled() { throw .cancelled }
            var running: Int32 = 0
            try check(curl_multi_perform(handle, &running))
            if let code = outcome() { return code }
            try check(curl_multi_poll(handle, nil, 0, Self.pollMilliseconds, nil))
        }
    }

    private func outcome() -> CURLcode? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(handle, &left) {
            if message.pointee.msg == CURLMSG_DONE { return message.pointee.data.result }
        }
        return nil
    }

    private func check(_ code: CURLMcode) throws(PluginFailure) {
        guard code != CURLM_OK else { return }
        let message = curl_multi_strerror(code).map { String(cString: $0) } ?? "curl error \(code.rawValue)"
        throw .retry(code: "connection_failed", message: message)
    }
}
