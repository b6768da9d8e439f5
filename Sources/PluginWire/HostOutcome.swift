/// How a handler ended its job.
package struct HostOutcome: Sendable, Hashable {
    package var token: UInt64
    /// One of the ABI's outcomes, or any number that a newer or a faulty plugin made up.
    package var code: Int32
    /// Meant to be JSON: the host has checked it, but the plugin itself can write to the socket. nil: the handler set
    /// none.
    package var result: [UInt8]?
    /// Why the handler's result is none, or why there must be one: the attempt fails whatever ``code`` says.
    package var resultRefusal: String?
    package var error: HandlerError?

    /// What a handler said with `set_error`.
    package struct HandlerError: Sendable, Hashable {
        package var code: String
        package var message: String
        /// nil: backoff decides.
        package var retryAfterMilliseconds: Int64?

        package init(code: String, message: String, retryAfterMilliseconds: Int64? = nil) {
            self.code = code
            self.message = message
            self.retryAfterMilliseconds = retryAfterMilliseconds
        }
    }

    package init(
        token: UInt64, code: Int32, result: [UInt8]? = nil, resultRefusal: String? = nil, error: HandlerError? = nil
    ) {
        self.token = token
        self.code = code
        self.result = result
        self.resultRefusal = resultRefusal
        self.error = error
    }

    func write(to writer: inout FrameWriter) {
        writer.put(token)
        writer.put(code)
        writer.put(result) { $0.put($1) }
        writer.put(resultRefusal) { $0.put($1) }
        writer.put(error) { writer, error in
            writer.put(error.code)
            writer.put(error.message)
            writer.put(error.retryAfterMilliseconds) { $0.put($1) }
        }
    }

    init(from reader: inout FrameReader) throws(FrameError) {
        self.init(
            token: try reader.number(), code: try reader.number(),
            result: try reader.optional { (reader) throws(FrameError) in try reader.bytes() },
            resultRefusal: try reader.optional { (reader) throws(FrameError) in try reader.text() },
            error: try reader.optional { (reader) throws(FrameError) in
                HandlerError(
                    code: try reader.text(), message: try reader.text(),
                    retryAfterMilliseconds: try reader.optional { (reader) throws(FrameError) in
                        try reader.number()
                    })
            })
    }
}
