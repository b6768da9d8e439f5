/// What a Redis must be for jobs to be safe in it.
enum RedisRequirements {
    /// Scripts with flags (`#!lua flags=…`) and ZRANGE BYSCORE (https://redis.io/docs/latest/develop/programmability/).
    private static let oldestMajorVersion = 7
    private static let policy = "noeviction"

    /// - Parameters:
    ///   - server: what INFO says of the server; `memory`: and of its memory.
    ///   - layout: what `meta` names; nil: no Jobyard has used this Redis yet.
    /// - Throws: ``QueueError/unsupported(_:)``.
    static func check(server: String, memory: String, layout: String?) throws(QueueError) {
        let version = QueueSession.field("redis_version", of: server) ?? "of an unknown version"
        guard let major = version.split(separator: ".").first.flatMap({ Int($0) }), major >= oldestMajorVersion else {
            throw .unsupported("it is \(version); Jobyard needs Redis \(oldestMajorVersion) or newer")
        }
        if let found = QueueSession.field("maxmemory_policy", of: memory), found != policy {
            throw .unsupported(
                "its maxmemory-policy is \(found), so that it may drop jobs: set it to \(policy) in redis.conf, or with "
                    + "CONFIG SET maxmemory-policy \(policy)")
        }
        if let layout, layout != QueueOpening.layout {
            throw .unsupported(
                "layout \(layout) is in use there; this Jobyard knows layout \(QueueOpening.layout): start the Jobyard that "
                    + "made it, or give this one another REDIS_DB")
        }
    }
}
