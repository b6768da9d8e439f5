import Foundation
import TestSupport

/// A tablespace of PostgreSQL's on a file system that a test can fill.
struct SmallDisk: Sendable {
    private let mountPoint: String

    /// For root.
    static func with(megabytes: Int, _ body: (SmallDisk) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        // The user of PostgreSQL goes through it.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let disk = SmallDisk(mountPoint: folder.path + "/disk")
        try FileManager.default.createDirectory(atPath: disk.mountPoint, withIntermediateDirectories: false)
        try await runToEnd([
            "mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0777", "tmpfs", disk.mountPoint,
        ])
        do {
            try await body(disk)
        } catch {
            _ = try? await disk.unmount()
            throw error
        }
        try await disk.unmount()
    }

    /// A database whose tables are here.
    func makeDatabase(_ postgres: PostgresServerProcess) async throws -> String {
        let tablespace = mountPoint + "/tablespace"
        try FileManager.default.createDirectory(atPath: tablespace, withIntermediateDirectories: false)
        let owner = try FileManager.default.attributesOfItem(atPath: postgres.directory)
        try FileManager.default.setAttributes(
            owner.filter { [.ownerAccountID, .groupOwnerAccountID].contains($0.key) }, ofItemAtPath: tablespace)
        try await postgres.query("CREATE TABLESPACE small LOCATION '\(tablespace)'", database: "postgres")
        try await postgres.query(
            "CREATE DATABASE small TEMPLATE template0 TABLESPACE small", database: "postgres")
        return "small"
    }

    /// Takes all the room that is left but a megabyte.
    func fill() throws {
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: mountPoint)
        let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
        try Data(count: max(0, free - (1 << 20))).write(to: URL(filePath: filler))
    }

    func clear() throws { try FileManager.default.removeItem(atPath: filler) }

    private var filler: String { mountPoint + "/filler" }

    /// PostgreSQL may still be about to let go of it.
    private func unmount() async throws { try await runToEnd(["umount", "--lazy", mountPoint]) }
}
