import Synchronization

/// Makes job ids that rise within this process even when the clock stands still or steps back
/// (RFC 9562, section 6.2, method 2: the random part is a counter that starts anew each millisecond).
package final class JobIDGenerator: Sendable {
    private let last = Mutex<(milliseconds: Int64, counter: UInt64)>((0, 0))
    private let now: @Sendable () -> Timestamp

    package init(now: @escaping @Sendable () -> Timestamp = { .now() }) { self.now = now }

    package func next() -> JobID {
        let time = now().milliseconds
        return last.withLock { last in
            if time > last.milliseconds {
                last = (time, UInt64.random(in: 0..<1 << 41))
            } else {
                last.counter += UInt64.random(in: 1...1 << 20)
                if last.counter >= 1 << 42 { last = (last.milliseconds + 1, UInt64.random(in: 0..<1 << 41)) }
            }
            // 48 bits of time, version 7, 12 + 30 bits of counter, 32 random bits.
            let high = UInt64(last.milliseconds) << 16 | 0x7000 | last.counter >> 30
            let low = 0b10 << 62 | (last.counter & (1 << 30 - 1)) << 32 | UInt64(UInt32.random(in: 0 ... .max))
            return JobID(high: high, low: low)
        }
    }
}
