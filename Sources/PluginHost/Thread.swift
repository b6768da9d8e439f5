import CLinux
import Glibc

/// Starts a thread that never ends before the process does.
enum Thread {
    /// - Parameter name: as debuggers and `ps -L` show it; at most 15 bytes.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Never) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Body(body))
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
            }, box.toOpaque())
        guard result == 0 else {
            ProcessEnd.refuse("cannot start the \(name) thread: \(ErrorNumber(number: result))")
        }
        pthread_setname_np(thread, name)
        pthread_detach(thread)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Never
        init(_ run: @escaping @Sendable () -> Never) { self.run = run }
    }
}
