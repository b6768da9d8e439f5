import CJobyardPlugin
import Glibc
import Synchronization

/// Hosts with the settings of `http_request`, and such that cancel a job at a moment of their own.
extension FakeHost {
    /// Requests may go to this machine, but responses have at most 1000 bytes.
    static let narrow = FakeHost(
        settings: { key, buffer, capacity in
            FakeHost.setting(key, ["allow_private_addresses": "true", "max_response_bytes": "1000"], buffer, capacity)
        })
    /// Requests may go to this machine.
    static let open = FakeHost(
        settings: { key, buffer, capacity in
            FakeHost.setting(key, ["allow_private_addresses": "true"], buffer, capacity)
        })
    /// Of this machine, requests may go to 127.0.0.2 alone.
    static let selective = FakeHost(
        settings: { key, buffer, capacity in
            FakeHost.setting(key, ["allowed_networks": #"["127.0.0.2/32"]"#], buffer, capacity)
        })
    /// Cancels every job as soon as ``isServed``.
    static let cancellingWhenServed = FakeHost(
        settings: { key, buffer, capacity in
            FakeHost.setting(key, ["allow_private_addresses": "true"], buffer, capacity)
        },
        isCancelled: { _ in FakeHost.isServed.load(ordering: .acquiring) ? 1 : 0 })
    static let isServed = Atomic<Bool>(false)
    /// Cancels every job when it has asked ten times.
    static let cancellingWhenAsked = FakeHost(
        settings: { key, buffer, capacity in
            FakeHost.setting(key, ["allow_private_addresses": "true"], buffer, capacity)
        },
        isCancelled: { _ in FakeHost.looks.add(1, ordering: .relaxed).newValue >= 10 ? 1 : 0 })
    private static let looks = Atomic<Int>(0)

    private init(
        settings: @escaping @convention(c) (UnsafePointer<CChar>?, UnsafeMutableRawPointer?, Int) -> Int64,
        isCancelled: (@convention(c) (jobyard_job) -> Int32)? = nil
    ) {
        let table = UnsafeMutablePointer<jobyard_host>.allocate(capacity: 1)
        table.initialize(to: FakeHost.plain.pointer.pointee)
        table.pointee.get_config = settings
        if let isCancelled { table.pointee.is_cancelled = isCancelled }
        pointer = UnsafePointer(table)
    }

    private static func setting(
        _ key: UnsafePointer<CChar>?, _ settings: [String: String], _ buffer: UnsafeMutableRawPointer?, _ capacity: Int
    ) -> Int64 {
        guard let key, let text = settings[String(cString: key)] else { return Int64(JOBYARD_E_MISSING) }
        buffer?.copyMemory(from: Array(text.utf8), byteCount: min(capacity, text.utf8.count))
        return Int64(text.utf8.count)
    }
}
