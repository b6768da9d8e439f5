import RedisClient

extension RedisScript {
    /// Takes a worker off the list that holds no lease any more; one that does is no longer waiting for work.
    ///
    /// KEYS: meta, workers, registry, leased:<worker>, cancel:<worker>; then waiting of each of its types.
    /// ARGV: epoch, worker, its registry entry. Returns: how many leases it still holds; 0: it is gone.
    /// Keeps true: a leased set belongs to a listed worker.
    static let deregister = RedisScript(
        name: "deregister",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local count = redis.call('ZCARD', KEYS[4])
            for i = 6, #KEYS do redis.call('SREM', KEYS[i], ARGV[2]) end
            if count > 0 then
              if redis.call('ZSCORE', KEYS[2], ARGV[2]) then redis.call('HSET', KEYS[3], ARGV[2], ARGV[3]) end
              return count
            end
            redis.call('ZREM', KEYS[2], ARGV[2])
            redis.call('HDEL', KEYS[3], ARGV[2])
            redis.call('UNLINK', KEYS[4], KEYS[5])
            return 0
            """#)
}
