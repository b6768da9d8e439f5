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

    /// Renews a worker and with it all its leases: one write.
    ///
    /// KEYS: meta, workers, registry, live, leased:<worker>, cancel:<worker>.
    /// ARGV: epoch, worker, its registry entry, how many leases it knows of, 1 to have them listed in any case.
    /// Returns: `gone` for a worker that is not listed; else Redis TIME in ms, the ids to cancel, and, asked for or where
    /// the numbers differ, id, token and type of each of its leases in turn, else nothing.
    /// Keeps true: a worker that was given up is never renewed (ZADD XX).
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
            return { NOW, cancelled, leases }
            """#)

    /// Takes a worker off the list that holds no lease any more.
    ///
    /// KEYS: meta, workers, registry, leased:<worker>, cancel:<worker>; then waiting of each of its types.
    /// ARGV: epoch, worker. Returns: how many leases it still holds; 0: it is gone.
    /// Keeps true: a leased set belongs to a listed worker.
    static let deregister = RedisScript(
        name: "deregister",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local count = redis.call('ZCARD', KEYS[4])
            for i = 6, #KEYS do redis.call('SREM', KEYS[i], ARGV[2]) end
            if count > 0 then return count end
            redis.call('ZREM', KEYS[2], ARGV[2])
            redis.call('HDEL', KEYS[3], ARGV[2])
            redis.call('UNLINK', KEYS[4], KEYS[5])
            return 0
            """#)

    /// Notes how far running jobs have come, and what they keep for their next attempt.
    ///
    /// KEYS: meta, live, notes, checkpoints. ARGV: epoch, number of progress notes; then id, token, progress for each of
    /// them; then id, token, checkpoint for each of the rest. Returns: how many were written.
    /// Keeps true: only the holder of the lease writes a note.
    static let note = RedisScript(
        name: "note",
        source: "#!lua\n" + Prelude.source + #"""
            local ids, notes, written = {}, {}, 0
            for i = 3, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
            local texts = redis.call('HMGET', KEYS[2], unpack(ids))
            for n, id in ipairs(ids) do
              local job, at = parse(texts[n]), 3 + 3 * (n - 1)
              if job and job.state == 'running' and job.token == ARGV[at + 1] then
                gather(notes, KEYS[n <= tonumber(ARGV[2]) and 3 or 4], id, ARGV[at + 2])
                written = written + 1
              end
            end
            write('HSET', notes)
            return written
            """#)
}
