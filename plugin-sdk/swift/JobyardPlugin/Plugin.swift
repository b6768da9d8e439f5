import CJobyardPlugin
import Synchronization

/// A plugin: an identity and the job types that it offers. A plugin file makes one, in a global, and exports its
/// descriptor:
///
/// ```swift
/// import JobyardPlugin
///
/// let plugin = Plugin(id: "com.acme.echo", version: "1.0.0", types: [.raw("echo") { payload, _ in payload }])
///
/// @c(jobyard_plugin_v1) public func entry(_ hostABI: UInt32) -> PluginDescriptor { plugin.descriptor }
/// ```
public final class Plugin: Sendable {
    /// Which threads call the handlers. Those that await run as tasks, whose threads are their own.
    public enum Threading: Sendable {
        /// All on one and the same thread, one at a time.
        case serial
        /// Several at once, if the operator says so.
        case parallel
    }

    /// The same in all versions of the plugin, such as `com.acme.mailer`: also names its section of the configuration.
    public let id: String
    /// Such as `1.4.2`.
    public let version: String
    /// What it offers, each under a name of its own.
    public let types: [JobType]
    /// Which threads its handlers expect.
    public let threading: Threading

    let start: (@Sendable (PluginContext) throws -> Void)?
    let stop: (@Sendable () -> Void)?
    let health: (@Sendable () throws -> Void)?
    private let memory: DescriptorMemory

    /// - Parameters:
    ///   - start: called once before any job, on the thread of the handlers; an error refuses the plugin and says why.
    ///   - stop: called once after the last job.
    ///   - health: called while nothing runs; an error says what is wrong.
    public init(
        id: String, version: String, types: [JobType], threading: Threading = .serial,
        start: (@Sendable (PluginContext) throws -> Void)? = nil, stop: (@Sendable () -> Void)? = nil,
        health: (@Sendable () throws -> Void)? = nil
    ) {
        self.id = id
        self.version = version
        self.types = types
        self.threading = threading
        self.start = start
        self.stop = stop
        self.health = health
        memory = DescriptorMemory(id: id, version: version, types: types, threading: threading)
    }

    /// What the entry function of the plugin file returns. It lives, and stays the same, until the process ends.
    public var descriptor: PluginDescriptor {
        PluginInstance.described.withLock { $0 = self }
        return memory.descriptor
    }
}

/// The C description of a plugin, as `jobyard_plugin_v1` returns it.
public typealias PluginDescriptor = UnsafePointer<jobyard_plugin>
