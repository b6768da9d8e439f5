import Glibc

/// A crash is the worker's to report. Swift's runtime would write a backtrace with the memory around it, perhaps a
/// payload, into what becomes the log.
enum CrashSignals {
    static func leaveToTheWorker() {
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGQUIT] { signal(number, SIG_DFL) }
    }
}
