import Glibc

/// Texts that a plugin hands to its host.
enum PluginText {
    static let schemaLimit = 256 << 10

    /// The text of a descriptor's field, or nil where it is NULL or beyond the struct's size.
    static func read(
        _ field: UnsafePointer<CChar>??, _ name: String, atMost limit: Int
    ) throws(PluginLoadError) -> String? {
        guard let pointer = field ?? nil else { return nil }
        let length = strnlen(pointer, limit + 1)
        guard length <= limit else { throw .textTooLong(name, limit) }
        return repaired(pointer, length)
    }

    /// UTF-8; what is not is replaced. A length that no memory has counts as none.
    static func repaired(_ pointer: UnsafeRawPointer?, _ length: Int) -> String {
        String(
            decoding: UnsafeRawBufferPointer(start: pointer, count: pointer == nil ? 0 : max(0, length)), as: UTF8.self)
    }

    /// As ``repaired(_:_:)``, but at most `limit` bytes of it, cut between characters.
    static func cut(_ pointer: UnsafeRawPointer?, _ length: Int, atMost limit: Int) -> String {
        guard let pointer, length > limit else { return repaired(pointer, length) }
        var end = limit
        while end > max(0, limit - 4), pointer.load(fromByteOffset: end, as: UInt8.self) & 0xC0 == 0x80 { end -= 1 }
        return repaired(pointer, end)
    }
}
