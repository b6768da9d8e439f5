import Glibc

/// The two clocks that a host goes by, in milliseconds.
enum HostClock {
    /// Of the boot-time clock, which goes on while the machine sleeps.
    static func now() -> Int64 { milliseconds(CLOCK_BOOTTIME) }

    /// Since 1970.
    static func unix() -> Int64 { milliseconds(CLOCK_REALTIME) }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
