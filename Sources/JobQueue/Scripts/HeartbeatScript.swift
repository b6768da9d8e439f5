import RedisClient

extension RedisScript {
    /// Renews a worker and with it all its leases: one write.
    ///
    /// KEYS: meta, workers, registry, live, leased:<worker>, cancel:<worker>.
    /// ARGV: epoch, worker, its registry entry, how many leases it knows of, 1 to have them listed in any case, its wake
    /// channel.
    /// Returns: `gone` for a worker that is not listed; else Redis TIME in ms, the ids to cancel, and, asked for or
    /// where the numbers differ, id, token and type of each of its leases in turn, else nothing.
    /// Keeps true: a worker that was given up is never renewed (ZADD XX). A worker whose subscription delivers hears `beat`.
    static let heartbeat = RedisScript(
        name: "heartbeat",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local workers, registry, live_key, leased, cancels = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
            local worker, held, listed = ARGV[2], tonumber(ARGV[4]), ARGV[5] == '1'
            if not redis.call('ZSCORE', workers, worker) then return 'gone' end
            local count, leases = redis.call('ZCARD', leased), false
            if listed or count ~= held then
              leases = {}
              local ids = redis.call('ZRANGE', leased, 0, -1)
              for first = 1, #ids, 4000 do
                local texts = redis.call('HMGET', live_key, unpack(ids, first, math.min(first + 3999, #ids)))
                for n, text in ipairs(texts) do
                  local job = parse(text)
                  leases[#leases + 1] = ids[first + n - 1]
                  leases[#leases + 1] = job and job.token or '-'
                  leases[#leases + 1] = job and job.type or '-'
                end
              end
            end
            local cancelled = redis.call('SMEMBERS', cancels)
            redis.call('ZADD', workers, 'XX', NOW, worker)
            redis.call('HSET', registry, worker, ARGV[3])
            redis.call('PUBLISH', ARGV[6], '\#(WakeUp.beat.rawValue)')
            return { NOW, cancelled, leases }
            """#)
}
