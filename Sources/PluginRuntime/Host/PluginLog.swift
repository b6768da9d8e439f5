import JobModel
import Logging
import NIOCore
import PluginWire

/// The lines of one plugin host on their way to the log, with the plugin and the job that they belong to.
struct PluginLog: Sendable {
    private let logger: Logger
    private var rate = LineRate(now: NIODeadline.now().uptimeNanoseconds)
    /// The job now running: what is printed meanwhile is taken for its.
    var job: (token: UInt64, id: String)?

    /// - Parameter logger: with the plugin in its metadata.
    init(logger: Logger) { self.logger = logger }

    mutating func write(_ line: String, stream: String) {
        write(.info, line, of: job?.token) { ["stream": "\(stream)"] }
    }

    /// The host has cut the line; but what its socket brings may be the plugin's own.
    mutating func write(_ log: HostLog) {
        rate.count(dropped: Int(log.dropped))
        write(Self.level(log.level), log.message.cut(toBytes: WireLimits.logLine), of: log.token) {
            log.fields.map(PluginLogFields.metadata(of:)) ?? [:]
        }
    }

    func warn(_ message: Logger.Message) { logger.warning(message, metadata: metadata(of: job?.token, [:])) }

    /// - Parameter details: asked for only when the line is written.
    private mutating func write(
        _ level: Logger.Level, _ line: String, of token: UInt64?, details: () -> Logger.Metadata
    ) {
        guard level >= logger.logLevel else { return }
        let (passes, dropped) = rate.admit(now: NIODeadline.now().uptimeNanoseconds)
        guard passes else { return }
        if dropped > 0 {
            logger.warning("lines of a plugin were dropped: too many a second", metadata: ["dropped": "\(dropped)"])
        }
        logger.log(level: level, "\(PluginLogText.oneLine(line))", metadata: metadata(of: token, details()))
    }

    private func metadata(of token: UInt64?, _ details: Logger.Metadata) -> Logger.Metadata {
        guard let job, job.token == token else { return details }
        return details.merging(["job": "\(job.id)"]) { $1 }
    }

    private static func level(_ level: Int32) -> Logger.Level {
        switch level {
        case ...0: .trace
        case 1: .debug
        case 2: .info
        case 3: .warning
        default: .error
        }
    }
}
