import CJobyardPlugin

/// The numbers that a job type wishes for itself. The operator's configuration wins.
///
/// In each of them `nil` is the operator's default, and zero explicitly none: no retries, no timeout, no bound.
public struct JobTypeLimits: Sendable {
    /// How many attempts may follow the first, after transient failures.
    public var maximumRetries: Int?
    /// How many jobs of this type a worker runs at once.
    public var concurrency: Int?
    /// Of one attempt.
    public var timeout: Duration?
    /// The longest silence (see ``JobContext/heartbeat()``) before an attempt is stopped and fails as `stalled`.
    public var heartbeatTimeout: Duration?
    /// From the cancellation of an attempt to its kill.
    public var cancelGrace: Duration?
    /// The wait after the first failure, which grows by `backoffFactor` with each up to `backoffMaximum`.
    public var backoffBase: Duration?
    public var backoffMaximum: Duration?
    /// 1 and above.
    public var backoffFactor: Double?

    /// Wishes for what is given, and for nothing else.
    public init(
        maximumRetries: Int? = nil, concurrency: Int? = nil, timeout: Duration? = nil,
        heartbeatTimeout: Duration? = nil, cancelGrace: Duration? = nil, backoffBase: Duration? = nil,
        backoffMaximum: Duration? = nil, backoffFactor: Double? = nil
    ) {
        self.maximumRetries = maximumRetries
        self.concurrency = concurrency
        self.timeout = timeout
        self.heartbeatTimeout = heartbeatTimeout
        self.cancelGrace = cancelGrace
        self.backoffBase = backoffBase
        self.backoffMaximum = backoffMaximum
        self.backoffFactor = backoffFactor
    }

    /// A wish as the ABI writes it: 0 = the operator's default, `JOBYARD_NONE` = none, else the number.
    static func encode(_ wish: Int?) -> UInt32 {
        switch wish {
        case nil: 0
        case let number? where number <= 0: JOBYARD_NONE
        case let number?: UInt32(clamping: min(number, Int(JOBYARD_NONE) - 1))
        }
    }

    static func encode(_ wish: Duration?) -> UInt32 {
        encode(wish.map { Int(clamping: $0.wholeMilliseconds) })
    }

    static func encodeMilli(_ wish: Double?) -> UInt32 {
        encode(wish.map { $0 > 0 ? Int(($0 * 1000).rounded(.up).clamped(to: 1...4e9)) : 0 })
    }
}

extension Double {
    /// `bounds.lowerBound` also for what is not a number.
    func clamped(to bounds: ClosedRange<Double>) -> Double {
        self > bounds.lowerBound ? Swift.min(self, bounds.upperBound) : bounds.lowerBound
    }
}

extension Duration {
    /// Milliseconds, rounded up, so that something above zero never becomes nothing; held within 64 bits.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return seconds < 0 ? .min : .max }
        let part = attoseconds / 1_000_000_000_000_000 + (attoseconds % 1_000_000_000_000_000 > 0 ? 1 : 0)
        let (sum, beyond) = product.addingReportingOverflow(part)
        return beyond ? (seconds < 0 ? .min : .max) : sum
    }
}
