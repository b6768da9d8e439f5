import RedisClient

extension RedisScript {
    /// Lists a worker and the job types that it offers.
    ///
    /// KEYS: meta, workers, registry, types. ARGV: epoch, worker, its registry entry; then name and entry of each type.
    /// Returns: Redis TIME in ms.
    static let register = RedisScript(
        name: "register",
        source: "#!lua\n" + Prelude.source + #"""
            redis.call('ZADD', KEYS[2], NOW, ARGV[2])
            redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
            for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1]) end
            return NOW
            """#)
}
