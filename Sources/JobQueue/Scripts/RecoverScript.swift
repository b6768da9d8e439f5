import RedisClient

extension RedisScript {
    /// Takes back what one worker holds and will not finish: all of it where its heartbeat is too old, else what is
    /// past its deadline by a time to live.
    ///
    /// KEYS: meta, live, workers, events, registry, leased:<worker>, cancel:<worker>, checkpoints; then ready and
    /// waiting of each known type.
    /// ARGV: epoch, worker, wake channel prefix, time to live in ms, most losses, number of types, their names.
    /// Returns: the ids of the jobs that were taken back, and 1 where there is more to take (at most
    /// ``JobQueue/maximumCheckpointsRead`` a call, for each may have one).
    /// Keeps true: nothing is recovered within one time to live of an opening of Redis, of a jump of its clock, or of a time
    /// in which nobody came to look, so one outage is not a mass death; a job lost too often is poison; a flagged one ends cancelled; the record learns
    /// the latest checkpoint.
    static let recover = RedisScript(
        name: "recover",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local live_key, workers, events, registry = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
            local leased, cancels, checkpoints_key = KEYS[6], KEYS[7], KEYS[8]
            local worker, prefix = ARGV[2], ARGV[3]
            local ttl, most, kinds = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
            local GAP = \#(JobQueue.recoveryGapMilliseconds)
            local MOST_AT_ONCE = \#(JobQueue.maximumCheckpointsRead)
            local types = given_names(7, kinds, 8, 2)
            local opened = tonumber(redis.call('HGET', KEYS[1], 'opened')) or NOW
            local seen = tonumber(redis.call('HGET', KEYS[1], 'recovered') or nil)
            if not seen or math.abs(NOW - seen) > GAP then
              redis.call('HSET', KEYS[1], 'opened', NOW, 'recovered', NOW)
              return { {}, 0 }
            end
            if NOW - opened <= ttl then
              redis.call('HSET', KEYS[1], 'recovered', NOW)
              return { {}, 0 }
            end

            local beat = tonumber(redis.call('ZSCORE', workers, worker) or nil)
            local dead = not beat or math.abs(NOW - beat) > ttl
            local till = dead and '+inf' or '(' .. NOW - ttl
            local ids = redis.call('ZRANGE', leased, '-inf', till, 'BYSCORE', 'LIMIT', 0, MOST_AT_ONCE)
            local texts = #ids > 0 and redis.call('HMGET', live_key, unpack(ids)) or {}
            local kept = #ids > 0 and redis.call('HMGET', checkpoints_key, unpack(ids)) or {}
            local held = redis.call('ZCARD', leased)

            local live, ready, fresh, transitions, over, taken = {}, {}, {}, {}, {}, {}
            for n, id in ipairs(ids) do
              local job = parse(texts[n])
              local running = job and job.state == 'running'
              if not running or types[job.type] then over[#over + 1] = id end
              if running and types[job.type] then
                lose(job, most)
                if job.state == 'queued' then
                  local keys = types[job.type]
                  gather(ready, KEYS[keys + 1], ready_score(job, NOW), id)
                  fresh[keys] = (fresh[keys] or 0) + 1
                end
                local text = format(job)
                taken[#taken + 1] = id
                gather(live, live_key, id, text)
                note_transition(transitions, id, text, kept[n])
              end
            end

            release(leased, cancels, over)
            redis.call('HSET', KEYS[1], 'recovered', NOW)
            write('HSET', live)
            write('ZADD', ready)
            publish(events, transitions)
            for keys, count in pairs(fresh) do wake(prefix, KEYS[keys + 2], count) end
            if dead and held == #over then
              for k = 1, kinds do redis.call('SREM', KEYS[8 + 2 * k], worker) end
              redis.call('ZREM', workers, worker)
              redis.call('HDEL', registry, worker)
              redis.call('UNLINK', leased, cancels)
            end
            return { taken, #over == MOST_AT_ONCE and 1 or 0 }
            """#)
}
