import Foundation

/// What stands as JSON in the hashes `registry` and `types`.
protocol RegistryValue: Codable {}

extension RegistryValue {
    func encoded() throws(QueueError) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(self))
        } catch {
            throw .malformed("a registry entry", "\(error)")
        }
    }

    static func decoded(_ bytes: [UInt8]) throws(QueueError) -> Self {
        do {
            return try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch {
            throw .malformed("a registry entry", String(decoding: bytes.prefix(200), as: UTF8.self))
        }
    }
}
