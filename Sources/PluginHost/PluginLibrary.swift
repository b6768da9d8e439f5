import CJobyardPlugin
import Glibc

/// A loaded `.so` and its descriptor. It is never closed: unloading is the end of the process.
struct PluginLibrary {
    let descriptor: PluginDescriptor

    private typealias Entry = @convention(c) (UInt32) -> UnsafePointer<jobyard_plugin>?
    private static let entrySymbol = "jobyard_plugin_v1"

    /// Loads the file with RTLD_NOW | RTLD_LOCAL and asks it for its descriptor.
    static func load(_ file: String) throws(PluginLoadError) -> PluginLibrary {
        // Without a slash dlopen would search the library path.
        let path = file.utf8.contains(0x2F) ? file : "./\(file)"
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { throw .notLoadable(lastError()) }
        guard let symbol = dlsym(handle, entrySymbol) else { throw .noEntry(entrySymbol) }
        let entry = unsafeBitCast(symbol, to: Entry.self)
        guard let pointer = entry(PluginDescriptor.hostABI) else { throw .noDescriptor }
        guard entry(PluginDescriptor.hostABI) == pointer else { throw .changingDescriptor }
        return PluginLibrary(descriptor: try PluginDescriptor(reading: pointer))
    }

    private static func lastError() -> String {
        guard let text = dlerror() else { return "dlopen gave no reason" }
        return String(cString: text)
    }
}
