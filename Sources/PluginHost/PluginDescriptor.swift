import CJobyardPlugin

/// What a plugin says of itself, read and checked. The pointers lead into the library, which is never unloaded, and to
/// what never changes: so it may be read on any thread.
struct PluginDescriptor: @unchecked Sendable {
    var id: String
    var version: String
    var abi: UInt32
    var minimumHostABI: UInt32
    var threading: UInt32
    var types: [TypeDescriptor]

    var initialize:
        (@convention(c) (UnsafePointer<jobyard_host>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> Int32)?
    var shutdown: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
    var health: (@convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, Int) -> Int32)?

    static let hostABI = UInt32(JOBYARD_ABI_MAJOR) << 16 | UInt32(JOBYARD_ABI_MINOR)
    static let maximumTypes = 256
}

/// One job type of a plugin. The numbers are as declared: 0 is the operator's default, `JOBYARD_NONE` explicitly none.
struct TypeDescriptor: @unchecked Sendable {
    var pointer: UnsafePointer<jobyard_job_type>
    var name: String
    var description: String?
    var payloadSchema: String?
    var resultSchema: String?
    /// As `resultSchema` says.
    var resultRule: ResultRule
    var run: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<jobyard_run>?) -> Int32
    var onCancel: (@convention(c) (UnsafeMutableRawPointer?, jobyard_job) -> Void)?
    var numbers: Numbers

    struct Numbers {
        var maximumRetries: UInt32
        var concurrency: UInt32
        var timeoutMilliseconds: UInt32
        var heartbeatTimeoutMilliseconds: UInt32
        var cancelGraceMilliseconds: UInt32
        var backoffBaseMilliseconds: UInt32
        var backoffMaximumMilliseconds: UInt32
        var backoffFactorThousandths: UInt32
    }
}
