import Foundation

extension Encodable {
    func encoded() throws(QueueError) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(self))
        } catch {
            throw .malformed("registry entry", "\(error)")
        }
    }
}

extension Decodable {
    static func decoded(_ bytes: [UInt8]) throws(QueueError) -> Self {
        do {
            return try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch {
            throw .malformed("registry entry", String(decoding: bytes.prefix(200), as: UTF8.self))
        }
    }
}
