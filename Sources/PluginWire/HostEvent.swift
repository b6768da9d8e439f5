/// What a plugin host tells its worker. A token of 0 stands for the plugin itself.
package enum HostEvent: Sendable, Hashable {
    /// The plugin is loaded, initialised and healthy.
    case ready
    /// It is not, for this reason; the host exits.
    case refused(String)
    /// The handler is about to be called: from now the timeout counts.
    case started(UInt64)
    case log(HostLog)
    /// The handler says that it goes on; of jobs with a heartbeat timeout.
    case heartbeat(UInt64)
    case progress(UInt64, fraction: Double, message: String?)
    case checkpoint(UInt64, [UInt8])
    /// A counter of the plugin's own has grown by so much.
    case counter(UInt64, name: String, delta: Double)
    case finished(HostOutcome)

    private enum Kind: UInt8 {
        case ready = 1
        case refused, started, log, progress, checkpoint, counter, finished, heartbeat
    }

    /// The whole frame, its length in front.
    package func encoded() -> [UInt8] {
        switch self {
        case .ready:
            return FrameWriter(kind: Kind.ready.rawValue).finished()
        case .refused(let reason):
            var writer = FrameWriter(kind: Kind.refused.rawValue)
            writer.put(reason)
            return writer.finished()
        case .started(let token):
            var writer = FrameWriter(kind: Kind.started.rawValue)
            writer.put(token)
            return writer.finished()
        case .heartbeat(let token):
            var writer = FrameWriter(kind: Kind.heartbeat.rawValue)
            writer.put(token)
            return writer.finished()
        case .log(let log):
            var writer = FrameWriter(kind: Kind.log.rawValue)
            log.write(to: &writer)
            return writer.finished()
        case .progress(let token, let fraction, let message):
            var writer = FrameWriter(kind: Kind.progress.rawValue)
            writer.put(token)
            writer.put(fraction)
            writer.put(message) { $0.put($1) }
            return writer.finished()
        case .checkpoint(let token, let bytes):
            var writer = FrameWriter(kind: Kind.checkpoint.rawValue)
            writer.put(token)
            writer.put(bytes)
            return writer.finished()
        case .counter(let token, let name, let delta):
            var writer = FrameWriter(kind: Kind.counter.rawValue)
            writer.put(token)
            writer.put(name)
            writer.put(delta)
            return writer.finished()
        case .finished(let outcome):
            var writer = FrameWriter(kind: Kind.finished.rawValue)
            outcome.write(to: &writer)
            return writer.finished()
        }
    }

    /// - Parameter body: a frame without its length, as ``FrameSplitter`` gives it.
    package init(decoding body: [UInt8]) throws(FrameError) {
        var reader = FrameReader(body)
        let kind = try reader.number(UInt8.self)
        switch Kind(rawValue: kind) {
        case .ready: self = .ready
        case .refused: self = .refused(try reader.text())
        case .started: self = .started(try reader.number())
        case .heartbeat: self = .heartbeat(try reader.number())
        case .log: self = .log(try HostLog(from: &reader))
        case .progress:
            self = .progress(
                try reader.number(), fraction: try reader.double(),
                message: try reader.optional { (reader) throws(FrameError) in try reader.text() })
        case .checkpoint: self = .checkpoint(try reader.number(), try reader.bytes())
        case .counter:
            self = .counter(try reader.number(), name: try reader.text(), delta: try reader.double())
        case .finished: self = .finished(try HostOutcome(from: &reader))
        case nil: throw .unknownKind(kind)
        }
        try reader.end()
    }
}
