import CLinux
import ChildProcesses
import Glibc
import PluginWire

/// The worker's side of one host's ``SharedPage``: sealed memory that the plugin cannot shrink under the worker's feet.
final class PageMemory: Sendable {
    let page: SharedPage
    private let base: UInt

    private init(base: UnsafeMutableRawPointer) {
        self.base = UInt(bitPattern: base)
        page = SharedPage(base)
    }

    deinit {
        if let pointer = UnsafeMutableRawPointer(bitPattern: base) { munmap(pointer, SharedPage.length) }
    }

    /// The memory, and the descriptor by which a child maps it too.
    static func make() throws(SpawnError) -> (memory: PageMemory, descriptor: Int32) {
        let descriptor = try OwnedDescriptor(
            memfd_create("jobyard-page", UInt32(MFD_CLOEXEC | MFD_ALLOW_SEALING)), from: "memfd_create")
        guard ftruncate(descriptor.number, SharedPage.length) == 0,
            clinux_seal(descriptor.number) == 0
        else { throw SpawnError(call: "memfd", number: errno) }
        let memory = mmap(nil, SharedPage.length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.number, 0)
        guard let memory, memory != MAP_FAILED else { throw SpawnError(call: "mmap", number: errno) }
        return (PageMemory(base: memory), descriptor.release())
    }
}
