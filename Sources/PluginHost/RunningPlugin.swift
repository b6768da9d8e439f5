/// A plugin that was initialised and is healthy. The ABI says on which threads its state may be used.
struct RunningPlugin: @unchecked Sendable {
    let descriptor: PluginDescriptor
    let state: UnsafeMutableRawPointer?

    /// Loads, initialises and checks the health, in this thread.
    static func start(_ file: String) throws(PluginStartError) -> RunningPlugin {
        let descriptor: PluginDescriptor
        do {
            descriptor = try PluginLibrary.load(file).descriptor
        } catch {
            throw .notLoaded(error)
        }
        var state: UnsafeMutableRawPointer?
        if let initialize = descriptor.initialize {
            let code = initialize(HostFunctions.table, &state)
            guard code == 0 else { throw .initFailed(code) }
        }
        if let health = descriptor.health {
            var message = [CChar](repeating: 0, count: 1024)
            let code = health(state, &message, message.count)
            guard code == 0 else {
                let length = message.firstIndex(of: 0) ?? message.count
                throw .unhealthy(code, message.withUnsafeBytes { PluginText.repaired($0.baseAddress, length) })
            }
        }
        return RunningPlugin(descriptor: descriptor, state: state)
    }
}

/// Why a plugin does not come up in its host.
enum PluginStartError: Error, CustomStringConvertible {
    case notLoaded(PluginLoadError)
    case initFailed(Int32)
    case unhealthy(Int32, String)

    var description: String {
        switch self {
        case .notLoaded(let error): error.description
        case .initFailed(let code): "init returned \(code)"
        case .unhealthy(let code, let message): "health returned \(code)" + (message.isEmpty ? "" : ": \(message)")
        }
    }
}
