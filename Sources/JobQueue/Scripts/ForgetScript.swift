import RedisClient

extension RedisScript {
    /// Lets go of final jobs that are recorded, then trims the stream: one script, so a crash between cannot lose
    /// either.
    ///
    /// KEYS: meta, jobs, live, notes, events, checkpoints. ARGV: epoch, recorded sequence; then id, epoch, version for
    /// each job.
    /// Returns: how many jobs were forgotten.
    /// Keeps true: a job leaves only when it is final and its pair is the recorded one.
    static let forget = RedisScript(
        name: "forget",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local ids, over = {}, {}
            for i = 3, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
            local texts = #ids > 0 and redis.call('HMGET', KEYS[3], unpack(ids)) or {}
            for n, id in ipairs(ids) do
              local job, at = parse(texts[n]), 3 + 3 * (n - 1)
              local epoch, version = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
              if job and FINAL[job.state] and job.epoch == epoch and job.version == version then
                over[#over + 1] = id
              end
            end
            if #over > 0 then
              redis.call('HDEL', KEYS[2], unpack(over))
              redis.call('HDEL', KEYS[3], unpack(over))
              redis.call('HDEL', KEYS[4], unpack(over))
              redis.call('HDEL', KEYS[6], unpack(over))
            end
            redis.call('XTRIM', KEYS[5], 'MINID', string.format('%d-0', ARGV[2] + 1))
            return #over
            """#)
}
