import JobModel
import RedisClient

extension RedisScript {
    /// Looks at one page of `live`, and puts right what no script leaves behind: an unfinished job that is not in exactly
    /// one place, or a retry that waits for a clock which ran ahead. Also lets go of what was buried long ago.
    ///
    /// KEYS: meta, live, buried, workers, events, checkpoints; then ready, later, waiting of each known type; then leased,
    /// cancel of each listed worker.
    /// ARGV: epoch, wake channel prefix, cursor in live, cursor in buried, most losses, number of types, number of workers,
    /// their names.
    /// Returns: the next cursors (0: that was the last page), and the ids of the jobs that were put right.
    /// Keeps true: an unfinished id in live is in exactly one of ready, later, or leased of a listed worker.
    static let repair = RedisScript(
        name: "repair",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local live_key, buried_key, workers_key, events, checkpoints_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
            local prefix, most, kinds, hands = ARGV[2], tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
            local BURIED = \#(JobQueue.burialMilliseconds)
            local CLOCK_DIFFERENCE = \#(Timestamp.clockDifferenceMilliseconds)
            local types, after_types, first_worker = given_names(8, kinds, 7, 3)
            local workers = given_names(after_types, hands, first_worker, 2)

            local buried_page = redis.call('HSCAN', buried_key, ARGV[4], 'COUNT', 200)
            local forgotten = {}
            for i = 1, #buried_page[2], 2 do
              local time = buried_page[2][i + 1]:match('(%d+)$')
              if not time or NOW - time > BURIED then gather(forgotten, buried_key, buried_page[2][i]) end
            end

            local page = redis.call('HSCAN', live_key, ARGV[3], 'COUNT', 200)
            local found, of_type, of_worker = {}, {}, {}
            for i = 1, #page[2], 2 do
              local id, job = page[2][i], parse(page[2][i + 1])
              if job and not FINAL[job.state] and types[job.type] then
                found[id] = { job = job, ready = false, later = false, leased = false }
                of_type[job.type] = of_type[job.type] or {}
                table.insert(of_type[job.type], id)
                local worker = worker_of(job)
                if workers[worker] then
                  of_worker[worker] = of_worker[worker] or {}
                  table.insert(of_worker[worker], id)
                end
              end
            end
            local function note_place(place, key, ids)
              for first = 1, #ids, 4000 do
                local last = math.min(first + 3999, #ids)
                for n, score in ipairs(redis.call('ZMSCORE', key, unpack(ids, first, last))) do
                  if score then found[ids[first + n - 1]][place] = true end
                end
              end
            end
            for type, ids in pairs(of_type) do
              note_place('ready', KEYS[types[type]], ids)
              note_place('later', KEYS[types[type] + 1], ids)
            end
            for worker, ids in pairs(of_worker) do note_place('leased', KEYS[workers[worker]], ids) end

            local live, ready, later, lifted, uncancelled, fresh = {}, {}, {}, {}, {}, {}
            local transitions, repaired, lost = {}, {}, {}
            for id, at in pairs(found) do
              local job, keys, worker = at.job, types[at.job.type], worker_of(at.job)
              local right
              if job.state == 'running' then
                -- A worker that registered a moment ago is looked at with the next round.
                local listed = workers[worker] or redis.call('ZSCORE', workers_key, worker)
                right = not at.ready and not at.later and (at.leased or (listed and not workers[worker]))
              else
                right = at.ready ~= at.later and not at.leased
              end
              if job.state == 'retrying' and job.changed - NOW > CLOCK_DIFFERENCE then
                right = false
                job.due, job.changed = NOW + math.max(0, job.due - job.changed), NOW
                gather(live, live_key, id, format(job))
              end
              if not right then
                repaired[#repaired + 1] = id
                gather(lifted, KEYS[keys], id)
                gather(lifted, KEYS[keys + 1], id)
                if workers[worker] then
                  gather(lifted, KEYS[workers[worker]], id)
                  gather(uncancelled, KEYS[workers[worker] + 1], id)
                end
                if job.state == 'running' then
                  lose(job, most)
                  lost[#lost + 1] = id
                end
                if job.state == 'queued' then
                  gather(ready, KEYS[keys], ready_score(job, NOW), id)
                  fresh[keys] = (fresh[keys] or 0) + 1
                elseif not FINAL[job.state] then
                  gather(later, KEYS[keys + 1], job.due, id)
                end
              end
            end

            if #lost > 0 then
              for n, checkpoint in ipairs(redis.call('HMGET', checkpoints_key, unpack(lost))) do
                local text = format(found[lost[n]].job)
                gather(live, live_key, lost[n], text)
                note_transition(transitions, lost[n], text, checkpoint)
              end
            end

            write('HDEL', forgotten)
            write('ZREM', lifted)
            write('SREM', uncancelled)
            write('HSET', live)
            write('ZADD', ready)
            write('ZADD', later)
            publish(events, transitions)
            for keys, number in pairs(fresh) do wake(prefix, KEYS[keys + 2], number) end
            return { page[1], buried_page[1], repaired }
            """#)
}
