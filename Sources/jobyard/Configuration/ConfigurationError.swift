/// A setting that cannot be used: its name, what was found, and what is allowed.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    let name: String
    let value: String?
    let allowed: String

    init(_ name: String, value: String? = nil, allowed: String) {
        self.name = name
        self.value = value
        self.allowed = allowed
    }

    var description: String {
        guard let value else { return "\(name): \(allowed)" }
        return "\(name) is \"\(value)\": it must be \(allowed)"
    }
}
