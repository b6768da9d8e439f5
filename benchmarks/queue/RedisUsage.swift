import RedisClient

/// What redis-server says that it has spent: commands, those inside scripts included, and time.
struct RedisUsage {
    var calls = 0
    /// Inside the scripts, or in the command itself.
    var commandMicroseconds = 0
    /// Of the whole process, with parsing, answering and the AOF.
    var processorMicroseconds = 0

    /// Since the last ``reset(_:)``, but for the processor: that counts from the start.
    static func read(_ connection: RedisConnection) async throws -> RedisUsage {
        let stats = try await connection.send(RedisCommand("INFO", "commandstats")).string()
        let cpu = try await connection.send(RedisCommand("INFO", "cpu")).string()
        var usage = RedisUsage()
        for (name, value) in lines(stats) where !own.contains(name) {
            let fields = value.split(separator: ",").map { $0.split(separator: "=") }
            let number = { (field: String) in fields.first { $0[0] == field }.flatMap { Int($0[1]) } ?? 0 }
            usage.calls += number("calls")
            // What runs inside a script is in the script's time too.
            if outermost.contains(name) { usage.commandMicroseconds += number("usec") }
        }
        for (name, value) in lines(cpu) where name == "used_cpu_user" || name == "used_cpu_sys" {
            usage.processorMicroseconds += Int((Double(value) ?? 0) * 1_000_000)
        }
        return usage
    }

    static func reset(_ connection: RedisConnection) async throws {
        _ = try await connection.send(RedisCommand("CONFIG", "RESETSTAT"))
    }

    private static let own: Set<String> = ["cmdstat_info", "cmdstat_config|resetstat"]
    private static let outermost: Set<String> = ["cmdstat_evalsha", "cmdstat_eval", "cmdstat_xread"]

    private static func lines(_ info: String) -> [(name: String, value: String)] {
        info.split(whereSeparator: \.isNewline).compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
    }
}
