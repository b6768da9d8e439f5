import PluginWire

/// Cuts output into lines of at most ``WireLimits/logLine`` bytes; what is beyond in a line is dropped.
struct LineSplitter: Sendable {
    private var line: [UInt8] = []

    mutating func lines(_ bytes: some Sequence<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(take())
            } else if line.count < WireLimits.logLine {
                line.append(byte)
            }
        }
        return lines
    }

    /// What stands behind the last line's end, if anything does.
    mutating func rest() -> String? { line.isEmpty ? nil : take() }

    private mutating func take() -> String {
        defer { line.removeAll(keepingCapacity: true) }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }
}
