/// The right to open Redis: one server at a time has it. It is gone with the process that held it.
package struct OpeningLock: Sendable {
    package let release: @Sendable () async -> Void

    package init(release: @escaping @Sendable () async -> Void) { self.release = release }
}
