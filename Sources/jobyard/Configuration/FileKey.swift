struct FileKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
}

extension KeyedDecodingContainer<FileKey> {
    func refuseOthers(than known: Set<String>) throws {
        guard let other = allKeys.first(where: { !known.contains($0.stringValue) }) else { return }
        let path = (codingPath.map(\.stringValue) + [other.stringValue]).joined(separator: ".")
        throw ConfigurationError(path, allowed: "is not known here; known: \(known.sorted().joined(separator: ", "))")
    }
}
