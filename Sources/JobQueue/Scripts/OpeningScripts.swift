import RedisClient

/// The scripts that open a Redis. `adopt` and `empty` compare epochs themselves; the rest run in the new one.
extension RedisScript {
    /// Takes over a Redis that is not behind the record.
    ///
    /// KEYS: meta. ARGV: the epoch it must have, the new one, run_id. Returns: 1, or 0 where it has another epoch.
    static let adopt = RedisScript(
        name: "adopt",
        source: #"""
            #!lua flags=allow-oom
            if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
            local clock = redis.call('TIME')
            redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'opened', clock[1] * 1000 + math.floor(clock[2] / 1000))
            redis.call('HSET', KEYS[1], 'run_id', ARGV[3])
            return 1
            """#)

    /// Begins a Redis anew: from here on every script of an older epoch is refused. What it held is then cleared, and the
    /// sequence set by `number`: until then it is -1, behind every record, so that an opening which ends half-way is begun
    /// again.
    ///
    /// KEYS: meta, events. ARGV: the new epoch, layout version, the recorded sequence. Returns: 1, or 0 where its epoch is not
    /// older, or entries are gone from the stream that are not recorded.
    static let empty = RedisScript(
        name: "empty",
        source: #"""
            #!lua flags=allow-oom
            local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch'))
            if epoch and epoch >= tonumber(ARGV[1]) then return 0 end
            local sequence = tonumber(redis.call('HGET', KEYS[1], 'seq')) or 0
            if sequence - redis.call('XLEN', KEYS[2]) > tonumber(ARGV[3]) then return 0 end
            local clock = redis.call('TIME')
            redis.call('UNLINK', KEYS[1])
            redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'seq', -1, 'layout', ARGV[2],
              'opened', clock[1] * 1000 + math.floor(clock[2] / 1000))
            return 1
            """#)

    /// Removes keys of an older epoch. KEYS: meta, then the keys. ARGV: epoch. Returns: how many there were.
    static let clear = RedisScript(
        name: "clear",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local keys = {}
            for i = 2, #KEYS do keys[#keys + 1] = KEYS[i] end
            return redis.call('UNLINK', unpack(keys))
            """#)

    /// All is cleared: numbers go on from the record's. KEYS: meta. ARGV: epoch, the recorded sequence. Returns: 1.
    static let number = RedisScript(
        name: "number",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            redis.call('HSET', KEYS[1], 'seq', ARGV[2])
            return 1
            """#)

    /// Ends the opening: from here on workers may use this Redis. KEYS: meta. ARGV: epoch, run_id. Returns: 1.
    static let seal = RedisScript(
        name: "seal",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            redis.call('HSET', KEYS[1], 'run_id', ARGV[2], 'opened', NOW)
            return 1
            """#)
}
