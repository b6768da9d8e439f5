import RedisClient

extension RedisScript {
    /// Pushes jobs whose rows are committed.
    ///
    /// KEYS: meta, jobs, live, buried, events, checkpoints; then ready, later, waiting of each type in the batch.
    /// ARGV: epoch, wake channel prefix, most unrecorded entries, number of types, number of checkpoints, names of the
    /// types; then id and checkpoint of each job that has one; then four for each job: id, last moment in Redis TIME,
    /// `live` value, `jobs` value.
    /// Returns: for each job one of `taken`, `there`, `not yet`, `late`, `buried`.
    /// Keeps true: a job that is there does not change; one in an older life than the row's (a replay or cancel leapt
    /// above it) says `not yet`; no push takes effect after its last moment or at or below a pair buried within 15 s.
    /// An unfinished job is in exactly one of ready and later. The checkpoint of a job that is taken is the row's.
    static let enqueue = RedisScript(
        name: "enqueue",
        source: "#!lua\n" + Prelude.source + #"""
            local jobs_key, live_key, buried_key, events, checkpoints_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
            local prefix, most, kinds, keeps = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
            local BURIED = \#(JobQueue.burialMilliseconds)
            if redis.call('XLEN', events) > most then
              return redis.error_reply('BACKLOG too many transitions wait for the record')
            end
            local types, after_types = given_names(6, kinds, 6, 3)
            local kept, first = given_checkpoints(after_types, keeps)

            local ids = {}
            for i = first, #ARGV, 4 do ids[#ids + 1] = ARGV[i] end
            local there = redis.call('HMGET', live_key, unpack(ids))
            local buried = redis.call('HMGET', buried_key, unpack(ids))

            local answers, taken, live, jobs, ready, later, fresh = {}, {}, {}, {}, {}, {}, {}
            local checkpoints, outdated = {}, {}
            for n, id in ipairs(ids) do
              local at = first + 4 * (n - 1)
              local job, old = parse(ARGV[at + 2]), taken[id] or parse(there[n])
              local epoch, version, time = (buried[n] or ''):match('^(%d+) (%d+) (%d+)$')
              local answer = 'taken'
              if NOW > tonumber(ARGV[at + 1]) then
                answer = 'late'
              elseif epoch and NOW - time <= BURIED
                and not_below({ epoch = tonumber(epoch), version = tonumber(version) }, job.epoch, job.version) then
                answer = 'buried'
              elseif old then
                answer = not_below(old, job.epoch, job.version) and 'there' or 'not yet'
              end
              answers[n] = answer
              if answer == 'taken' then
                local keys, due = types[job.type], tonumber(job.due)
                taken[id], job.token = job, '-'
                if (job.state == 'scheduled' or job.state == 'retrying') and due > NOW then
                  gather(later, KEYS[keys + 2], due, id)
                else
                  job.state = 'queued'
                  gather(ready, KEYS[keys + 1], ready_score(job, NOW), id)
                  fresh[keys] = (fresh[keys] or 0) + 1
                end
                gather(live, live_key, id, format(job))
                gather(jobs, jobs_key, id, ARGV[at + 3])
                if kept[id] then
                  gather(checkpoints, checkpoints_key, id, kept[id])
                else
                  gather(outdated, checkpoints_key, id)
                end
              end
            end

            write('HDEL', outdated)
            write('HSET', jobs)
            write('HSET', live)
            write('HSET', checkpoints)
            write('ZADD', ready)
            write('ZADD', later)
            for keys, count in pairs(fresh) do wake(prefix, KEYS[keys + 3], count) end
            return answers
            """#)
}
