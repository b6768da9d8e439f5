import RedisClient

extension RedisScript {
    /// Ends attempts of one worker, and hands leases back.
    ///
    /// KEYS: meta, live, events, leased:<worker>, cancel:<worker>, checkpoints; then ready, later, waiting of each type
    /// in the batch.
    /// ARGV: epoch, wake channel prefix, most crashes, number of types, number of checkpoints, names of the types; then
    /// token and checkpoint of each attempt that kept one; then six for each attempt: id, token, ending, maximum
    /// retries, delay before a retry in ms, report for the record.
    /// Returns: for each attempt `ok`, `done` (the same finish again), `stale` (another token) or `gone`.
    /// Keeps true: only the holder of the token changes the job; a success wins over a cancel; a cancelled job never
    /// waits to run again; the checkpoint of an attempt is there before another can begin. The transitions are
    /// JobLifecycle's.
    static let finish = RedisScript(
        name: "finish",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local live_key, events, leased, cancels, checkpoints_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
            local prefix, most_crashes, kinds, keeps = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
            local types, after_types = given_names(6, kinds, 6, 3)
            local kept, first = given_checkpoints(after_types, keeps)

            local ids = {}
            for i = first, #ARGV, 6 do ids[#ids + 1] = ARGV[i] end
            local texts = redis.call('HMGET', live_key, unpack(ids))

            local ends = { completed = 'completed', failed = 'failed', cancelled = 'cancelled' }
            local answers, seen, live, ready, later, fresh, over = {}, {}, {}, {}, {}, {}, {}
            local transitions, checkpoints = {}, {}
            for n, id in ipairs(ids) do
              local at = first + 6 * (n - 1)
              local token, ending = ARGV[at + 1], ARGV[at + 2]
              local retries, delay = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
              local job = parse(texts[n])
              if not job then
                answers[n] = 'gone'
              elseif job.token ~= token then
                answers[n] = 'stale'
              elseif job.state ~= 'running' or seen[id] then
                answers[n] = 'done'
              elseif not types[job.type] then
                return redis.error_reply('ERR the keys of the type ' .. job.type .. ' are missing')
              else
                answers[n], seen[id] = 'ok', true
                local keys, flagged = types[job.type], job.cancel ~= '0'
                local crash = ending == 'crashed'
                if crash then job.crashes = job.crashes + 1 end
                if crash or ending == 'transient' or ending == 'timed_out' then job.burned = job.burned + 1 end
                local state = ends[ending]
                if not state then
                  if flagged then state = 'cancelled'
                  elseif ending == 'handed_back' then state = 'queued'
                  elseif tonumber(job.burned) > retries or tonumber(job.crashes) >= most_crashes then
                    state = 'dead_letter'
                  else state = 'retrying' end
                end
                move(job, state)
                if state == 'retrying' then
                  job.due = NOW + delay
                  gather(later, KEYS[keys + 2], job.due, id)
                elseif state == 'queued' then
                  gather(ready, KEYS[keys + 1], ready_score(job, NOW), id)
                  fresh[keys] = (fresh[keys] or 0) + 1
                end
                local text = format(job)
                over[#over + 1] = id
                gather(live, live_key, id, text)
                note_transition(transitions, id, text .. '\n' .. ARGV[at + 5], kept[token])
                if kept[token] then gather(checkpoints, checkpoints_key, id, kept[token]) end
              end
            end

            release(leased, cancels, over)
            write('HSET', live)
            write('HSET', checkpoints)
            write('ZADD', ready)
            write('ZADD', later)
            publish(events, transitions)
            for keys, count in pairs(fresh) do wake(prefix, KEYS[keys + 3], count) end
            return answers
            """#)
}
