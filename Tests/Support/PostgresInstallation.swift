import Foundation

/// The newest PostgreSQL of this machine, and the user that its server runs as.
struct PostgresInstallation: Sendable {
    /// Where its programs are.
    let directory: String
    /// nil: that of the tests. PostgreSQL refuses to be root.
    let user: User?

    struct User: Sendable {
        let name: String
        let userID: uid_t
        let groupID: gid_t
    }

    /// Debian keeps the programs of each version apart, and only some of them in the PATH.
    static func find() throws -> PostgresInstallation {
        let debian = "/usr/lib/postgresql"
        let versions = try? FileManager.default.contentsOfDirectory(atPath: debian)
        let newestFirst = (versions ?? []).sorted { (Double($0) ?? 0) > (Double($1) ?? 0) }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let directories = newestFirst.map { "\(debian)/\($0)/bin" } + path.split(separator: ":").map(String.init)
        let directory = directories.first { directory in
            ["initdb", "postgres", "psql"].allSatisfy {
                FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)")
            }
        }
        guard let directory else { throw PostgresIsMissing() }
        return PostgresInstallation(directory: directory, user: geteuid() == 0 ? try ordinaryUser() : nil)
    }

    func program(_ name: String) -> String { "\(directory)/\(name)" }

    /// The command as the server's user runs it.
    func asServer(_ command: [String]) -> [String] {
        guard let user else { return command }
        return ["setpriv", "--reuid=\(user.userID)", "--regid=\(user.groupID)", "--clear-groups"] + command
    }

    private static func ordinaryUser() throws -> User {
        for name in ["postgres", "nobody"] {
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            var texts = [CChar](repeating: 0, count: 16384)
            if getpwnam_r(name, &entry, &texts, texts.count, &found) == 0, found != nil {
                return User(name: name, userID: entry.pw_uid, groupID: entry.pw_gid)
            }
        }
        throw ProgramFailed(description: "there is neither a user postgres nor a user nobody to run PostgreSQL as")
    }
}

struct PostgresIsMissing: Error, CustomStringConvertible {
    let description = "PostgreSQL is not installed, and these tests need its server: scripts/install-packages test"
}
