/// A line that a plugin logged.
package struct HostLog: Sendable, Hashable {
    package var token: UInt64
    /// 0 trace … 4 error, as in the ABI.
    package var level: Int32
    package var message: String
    /// A JSON object.
    package var fields: String?
    /// Lines before this one that could not be sent, since the worker did not read as fast as they came.
    package var dropped: UInt32

    package init(token: UInt64, level: Int32, message: String, fields: String? = nil, dropped: UInt32 = 0) {
        self.token = token
        self.level = level
        self.message = message
        self.fields = fields
        self.dropped = dropped
    }

    func write(to writer: inout FrameWriter) {
        writer.put(token)
        writer.put(level)
        writer.put(message)
        writer.put(fields) { $0.put($1) }
        writer.put(dropped)
    }

    init(from reader: inout FrameReader) throws(FrameError) {
        self.init(
            token: try reader.number(), level: try reader.number(), message: try reader.text(),
            fields: try reader.optional { (reader) throws(FrameError) in try reader.text() },
            dropped: try reader.number())
    }
}
