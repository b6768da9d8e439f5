import CLinux
import Glibc

/// `run FILE`: serves one worker over descriptors 3 and 4 until it is told to stop.
enum RunMode {
    static func run(file: String) -> Never {
        // A library that writes to a closed connection should get an error, as in any server.
        signal(SIGPIPE, SIG_IGN)
        // Standard output is a pipe, which stdio would buffer by the block: lines would come late, or be lost in a
        // crash.
        clinux_buffer_stdout_by_line()
        let session = HostSession.shared
        Thread.start("control") { ControlThread(session: session).run() }
        Thread.start("watchdog") { Watchdog(session: session).run() }
        HandlerThread(session: session, file: file).run()
    }
}
