import FoundationEssentials

/// How a JSON string holds a body.
enum BodyEncoding: String, Codable {
    /// The body is the string in UTF-8.
    case text
    case base64

    /// Text where the bytes are that.
    static func encode(_ bytes: [UInt8]) -> (string: String, encoding: BodyEncoding) {
        if let text = String(validating: bytes, as: UTF8.self) { return (text, .text) }
        return (Data(bytes).base64EncodedString(), .base64)
    }

    /// - Returns: `nil` if the string is not of this encoding.
    func decode(_ string: String) -> [UInt8]? {
        switch self {
        case .text: Array(string.utf8)
        case .base64: Data(base64Encoded: string).map { Array($0) }
        }
    }
}
