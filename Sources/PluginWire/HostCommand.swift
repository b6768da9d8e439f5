/// What the worker tells a plugin host.
package enum HostCommand: Sendable, Hashable {
    /// The first frame: load, and say ``HostEvent/ready`` or ``HostEvent/refused(_:)``.
    case start(HostSettings)
    case run(HostJob)
    /// Calls `on_cancel` of the job with this token. The flag itself is in the ``SharedPage``.
    case cancel(UInt64)
    /// No more jobs: shut down and exit.
    case stop

    private enum Kind: UInt8 {
        case start = 1
        case run, cancel, stop
    }

    /// The whole frame, its length in front.
    package func encoded() -> [UInt8] {
        switch self {
        case .start(let settings):
            var writer = FrameWriter(kind: Kind.start.rawValue)
            writer.put(settings.config)
            writer.put(settings.secrets)
            return writer.finished()
        case .run(let job):
            var writer = FrameWriter(kind: Kind.run.rawValue)
            job.write(to: &writer)
            return writer.finished()
        case .cancel(let token):
            var writer = FrameWriter(kind: Kind.cancel.rawValue)
            writer.put(token)
            return writer.finished()
        case .stop:
            return FrameWriter(kind: Kind.stop.rawValue).finished()
        }
    }

    /// - Parameter body: a frame without its length, as ``FrameSplitter`` gives it.
    package init(decoding body: [UInt8]) throws(FrameError) {
        var reader = FrameReader(body)
        let kind = try reader.number(UInt8.self)
        switch Kind(rawValue: kind) {
        case .start: self = .start(HostSettings(config: try reader.settings(), secrets: try reader.settings()))
        case .run: self = .run(try HostJob(from: &reader))
        case .cancel: self = .cancel(try reader.number())
        case .stop: self = .stop
        case nil: throw .unknownKind(kind)
        }
        try reader.end()
    }
}
