import Synchronization

/// The page of memory that a worker shares with one plugin host: what must be seen without a frame being read.
///
/// Each word lies in a cache line of its own. The page is the plugin's to scribble over: the worker writes, and never
/// trusts what it reads.
package struct SharedPage: @unchecked Sendable {
    package static let length = 4096

    private enum Offset {
        static let counter = 0
        static let cancelled = 64
        static let running = 128
    }

    private let base: UnsafeMutableRawPointer

    /// - Parameter base: of ``length`` bytes, mapped for reading and writing for as long as this value is used.
    package init(_ base: UnsafeMutableRawPointer) { self.base = base }

    private func word(_ offset: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        (base + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// Raised by the worker every second for as long as its process runs.
    package var counter: UInt64 { word(Offset.counter).pointee.load(ordering: .acquiring) }

    package func raiseCounter() { word(Offset.counter).pointee.wrappingAdd(1, ordering: .releasing) }

    /// The cancel flag: the token of the job that is to end, so that a flag never hits the job after the one it was
    /// meant for. Written by the worker, and by the host itself when a deadline passes.
    package var cancelledToken: UInt64 {
        get { word(Offset.cancelled).pointee.load(ordering: .acquiring) }
        nonmutating set { word(Offset.cancelled).pointee.store(newValue, ordering: .releasing) }
    }

    /// The token of the job now running, or 0. Written by the host.
    package var runningToken: UInt64 {
        get { word(Offset.running).pointee.load(ordering: .acquiring) }
        nonmutating set { word(Offset.running).pointee.store(newValue, ordering: .releasing) }
    }
}
