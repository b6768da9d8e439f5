import RedisClient

extension RedisScript {
    /// Reads what Redis knows of jobs.
    ///
    /// KEYS: meta, live, notes. ARGV: epoch; then ids. Returns: for each id its `live` and `notes` values, nil where
    /// absent.
    static let look = RedisScript(
        name: "look",
        source: "#!lua flags=no-writes\n" + Prelude.source + #"""
            local ids = {}
            for i = 2, #ARGV do ids[#ids + 1] = ARGV[i] end
            return { redis.call('HMGET', KEYS[2], unpack(ids)), redis.call('HMGET', KEYS[3], unpack(ids)) }
            """#)
}
