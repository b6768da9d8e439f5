import Logging

/// What may stand in a setting, and how it is read and shown.
struct SettingType<Value: Sendable>: Sendable {
    /// Completes "it must be".
    let allowed: String
    /// nil: not allowed.
    let parse: @Sendable (String) throws(UnusableValue) -> Value?
    let show: @Sendable (Value) -> ConfigurationValue
}

extension SettingType<String> {
    static func text(_ allowed: String) -> SettingType {
        SettingType(allowed: allowed, parse: { $0 }, show: { .string($0) })
    }
}

extension SettingType<String?> {
    /// nil where it is not set.
    static func optionalText(_ allowed: String) -> SettingType {
        SettingType(allowed: allowed, parse: { .some($0) }, show: { $0.map { .string($0) } ?? .null })
    }
}

extension SettingType<Int> {
    static func integer(_ range: ClosedRange<Int>) -> SettingType {
        SettingType(
            allowed: "an integer from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } },
            show: { .number(String($0)) })
    }
}

extension SettingType<Double> {
    static func seconds(_ range: ClosedRange<Int>) -> SettingType {
        let allowed = Double(range.lowerBound)...Double(range.upperBound)
        return SettingType(
            allowed: "a number of seconds from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in Double(text).flatMap { allowed.contains($0) ? $0 : nil } },
            show: { seconds in .number(Int(exactly: seconds).map(String.init) ?? String(seconds)) })
    }
}

extension SettingType<Logger.Level> {
    static let logLevel = SettingType(
        allowed: "one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")) (any case; warn = warning)",
        parse: { text in
            let name = text.lowercased()
            return Logger.Level(rawValue: name == "warn" ? "warning" : name)
        },
        show: { .string($0.rawValue) })
}

extension SettingType<DatabaseURL> {
    static let databaseURL = SettingType(
        allowed: DatabaseURL.allowed, parse: { text throws(UnusableValue) in try DatabaseURL(text) },
        show: { .string($0.text) })
}

extension SettingType<PostgreSQLURL?> {
    /// nil where it is not set.
    static let optionalPostgreSQLURL = SettingType(
        allowed: PostgreSQLURL.allowed,
        parse: { text throws(UnusableValue) in try PostgreSQLURL(text).map { .some($0) } },
        show: { $0.map { .string($0.text) } ?? .null })
}
