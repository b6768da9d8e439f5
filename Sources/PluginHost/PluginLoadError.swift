/// Why a file cannot serve as a plugin.
enum PluginLoadError: Error, CustomStringConvertible {
    case notLoadable(String)
    case noEntry(String)
    case noDescriptor
    case changingDescriptor
    case misaligned(String)
    case badSize(String, Int)
    case missingField(String)
    case otherMajor(plugin: UInt32, host: UInt32)
    case needsNewerHost(minimum: UInt32, host: UInt32)
    case badID(String)
    case badVersion(String)
    case badThreading(UInt32)
    case noTypes
    case tooManyTypes(Int)
    case badTypeName(String)
    case duplicateType(String)
    case textTooLong(String, Int)
    case noRunFunction(type: String)
    case badResultSchema(type: String, String)

    var description: String {
        switch self {
        case .notLoadable(let reason): "cannot be loaded: \(reason)"
        case .noEntry(let symbol): "is no Jobyard plugin: it does not export \(symbol)"
        case .noDescriptor: "jobyard_plugin_v1 returned NULL"
        case .changingDescriptor: "jobyard_plugin_v1 returned another descriptor when it was called again"
        case .misaligned(let name): "\(name) is not aligned"
        case .badSize(let name, let size): "\(name).size is \(size), which no version of the struct has"
        case .missingField(let name): "\(name) is missing or NULL"
        case .otherMajor(let plugin, let host):
            "was built for ABI \(ABIVersion(plugin)); this host speaks ABI \(ABIVersion(host))"
        case .needsNewerHost(let minimum, let host):
            "needs a host of ABI \(ABIVersion(minimum)) or later; this host speaks ABI \(ABIVersion(host))"
        case .badID(let id): "the plugin id “\(id)” is not made of 1 to 128 of A-Z a-z 0-9 . _ -"
        case .badVersion(let version):
            "the plugin version “\(version)” is not made of 1 to 64 printable ASCII characters"
        case .badThreading(let threading): "threading \(threading) is neither JOBYARD_THREAD_SERIAL nor _PARALLEL"
        case .noTypes: "offers no job type"
        case .tooManyTypes(let limit): "offers more than \(limit) job types, or types is not NULL-terminated"
        case .badTypeName(let name): "the job type name “\(name)” does not match [a-z0-9][a-z0-9._-]{0,127}"
        case .duplicateType(let name): "offers the job type “\(name)” twice"
        case .textTooLong(let name, let limit): "\(name) is longer than \(limit) bytes"
        case .noRunFunction(let type): "the job type “\(type)” has no run function"
        case .badResultSchema(let type, let reason):
            "the result_schema of the job type “\(type)” cannot be used: \(reason)"
        }
    }
}

/// `major.minor`
struct ABIVersion: CustomStringConvertible {
    private let packed: UInt32

    init(_ packed: UInt32) { self.packed = packed }

    var description: String { "\(packed >> 16).\(packed & 0xFFFF)" }
}
