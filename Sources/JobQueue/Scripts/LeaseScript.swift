import RedisClient

extension RedisScript {
    /// Gives waiting jobs to a worker: the smallest scores across its types.
    ///
    /// KEYS: meta, jobs, live, workers, events, leased:<worker>, checkpoints; then ready, later, waiting of each type.
    /// ARGV: epoch, worker, token prefix, how many, time to live of heartbeats in ms, most unrecorded entries; then
    /// three for each type: its name, how many of it at most, its cancel grace in ms.
    /// Returns: `gone` for a worker without a fresh heartbeat; else Redis TIME in ms, 1 where more is waiting, how many
    /// broken ids were dropped from ready, a list of id and checkpoint of each job that has one; then id, `live` value,
    /// `jobs` value for each job.
    /// Keeps true: a lease moves a job from ready into leased:<worker> with a fresh token; what has come due in later
    /// is promoted first (1000 at most); a worker that leaves with free slots stands in waiting:<type>.
    static let lease = RedisScript(
        name: "lease",
        source: "#!lua\n" + Prelude.source + #"""
            local jobs_key, live_key, workers, events, leased = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
            local checkpoints_key = KEYS[7]
            local worker, prefix = ARGV[2], ARGV[3]
            local want, ttl, most = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
            local MOST_BYTES, PAYLOADS_AT_ONCE = \#(JobQueue.maximumBatchBytes), 32
            local MOST_CHECKPOINTS = \#(JobQueue.maximumCheckpointsRead)
            local beat = redis.call('ZSCORE', workers, worker)
            if not beat or NOW - beat > ttl then return 'gone' end
            if redis.call('XLEN', events) > most then
              return redis.error_reply('BACKLOG too many transitions wait for the record')
            end

            -- What may be leased: of each type the head of its ready set, and what has come due. Each of these is in order.
            local sources, due_ids, due_keys = {}, {}, {}
            local more = 0
            local kinds = (#ARGV - 6) / 3
            local MOST_PROMOTED = math.max(1, math.min(100, math.floor(1000 / kinds)))
            local left = {}
            for k = 1, kinds do
              local keys = 7 + 3 * (k - 1)
              left[k] = math.min(want, tonumber(ARGV[6 + 3 * (k - 1) + 2]))
              if left[k] > 0 then
                local head = redis.call('ZRANGE', KEYS[keys + 1], 0, left[k] - 1, 'WITHSCORES')
                if #head / 2 == left[k] then more = 1 end
                for i = 2, #head, 2 do head[i] = tonumber(head[i]) end
                sources[#sources + 1] = { kind = k, at = 1, list = head, jobs = {} }
              end
              local due = redis.call('ZRANGE', KEYS[keys + 2], '-inf', NOW, 'BYSCORE', 'LIMIT', 0, MOST_PROMOTED)
              for _, id in ipairs(due) do
                due_ids[#due_ids + 1], due_keys[#due_keys + 1] = id, k
              end
            end

            local live, ready, promoted = {}, {}, {}
            if #due_ids > 0 then
              local texts, fell_due = redis.call('HMGET', live_key, unpack(due_ids)), {}
              for n, id in ipairs(due_ids) do
                local keys, job = 7 + 3 * (due_keys[n] - 1), parse(texts[n])
                gather(promoted, KEYS[keys + 2], id)
                local score = promote(job)
                if score then
                  gather(ready, KEYS[keys + 1], score, id)
                  gather(live, live_key, id, format(job))
                  fell_due[#fell_due + 1] = { id = id, score = score, kind = due_keys[n], job = job }
                end
              end
              table.sort(fell_due, function(a, b)
                if a.score ~= b.score then return a.score < b.score end
                return a.id < b.id
              end)
              for _, one in ipairs(fell_due) do
                sources[#sources + 1] = {
                  kind = one.kind, at = 1, list = { one.id, one.score }, jobs = { [one.id] = one.job } }
              end
            end

            -- The smallest of their first, again and again.
            local chosen, ids = {}, {}
            while #chosen < want do
              local best, best_id, best_score
              for _, source in ipairs(sources) do
                local id, score = source.list[source.at], source.list[source.at + 1]
                if id and left[source.kind] > 0
                  and (not best or score < best_score or (score == best_score and id < best_id)) then
                  best, best_id, best_score = source, id, score
                end
              end
              if not best then break end
              best.at = best.at + 2
              left[best.kind] = left[best.kind] - 1
              ids[#ids + 1] = best_id
              chosen[#chosen + 1] = { id = best_id, kind = best.kind, job = best.jobs[best_id] }
            end
            for _, source in ipairs(sources) do
              if source.list[source.at] then more = 1 end
            end

            local answer, transitions, deadlines, gone = { NOW, more, 0, {} }, {}, {}, {}
            if #chosen > 0 then
              local texts = redis.call('HMGET', live_key, unpack(ids))
              -- Only a job that was leased before can have a checkpoint. Those beyond what may be read go next time.
              local again, kept = {}, {}
              for n, candidate in ipairs(chosen) do
                candidate.job = candidate.job or parse(texts[n])
                if candidate.job and tonumber(candidate.job.attempt) > 0 then
                  if #again < MOST_CHECKPOINTS then again[#again + 1] = candidate.id else candidate.next = true end
                end
              end
              if #again > 0 then
                for n, checkpoint in ipairs(redis.call('HMGET', checkpoints_key, unpack(again))) do
                  if checkpoint and checkpoint ~= '' then kept[again[n]] = checkpoint end
                end
              end
              -- Payloads may be large: they are read by and by, until there are as many bytes as one answer may have.
              local jobs, bytes = {}, 0
              for first = 1, #ids, PAYLOADS_AT_ONCE do
                if bytes > MOST_BYTES then break end
                local last = math.min(first + PAYLOADS_AT_ONCE - 1, #ids)
                for _, value in ipairs(redis.call('HMGET', jobs_key, unpack(ids, first, last))) do
                  jobs[#jobs + 1] = value
                  bytes = bytes + #(value or '')
                end
              end
              bytes = 0
              for n, candidate in ipairs(chosen) do
                local job, keys, checkpoint = candidate.job, 7 + 3 * (candidate.kind - 1), kept[candidate.id]
                local size = #(jobs[n] or '') + #(checkpoint or '')
                if jobs[n] == nil then
                  more = 1
                elseif not job or job.state ~= 'queued' or not (jobs[n] or ''):match('^%d+ %d+ ') then
                  gather(gone, KEYS[keys + 1], candidate.id)
                  answer[3] = answer[3] + 1
                elseif not candidate.next and (bytes == 0 or bytes + size <= MOST_BYTES) then
                  bytes = bytes + size
                  local timeout = tonumber(jobs[n]:match('^%d+ (%d+)'))
                  move(job, 'running')
                  job.attempt, job.started, job.due = job.attempt + 1, NOW, 0
                  job.token = string.format('%s.%d', prefix, n)
                  gather(gone, KEYS[keys + 1], candidate.id)
                  local grace = tonumber(ARGV[6 + 3 * (candidate.kind - 1) + 3])
                  local deadline = timeout > 0 and NOW + timeout + grace or FOREVER
                  gather(deadlines, leased, deadline, candidate.id)
                  local text = format(job)
                  gather(live, live_key, candidate.id, text)
                  note_transition(transitions, candidate.id, text)
                  if checkpoint then
                    table.insert(answer[4], candidate.id)
                    table.insert(answer[4], checkpoint)
                  end
                  answer[#answer + 1] = candidate.id
                  answer[#answer + 1] = text
                  answer[#answer + 1] = jobs[n]
                else
                  more = 1
                end
              end
            end
            answer[2] = more

            write('ZREM', promoted)
            write('ZADD', ready)
            write('ZREM', gone)
            write('HSET', live)
            write('ZADD', deadlines)
            publish(events, transitions)
            local is_waiting = (#answer - 4) / 3 < want
            for k = 1, kinds do
              local wants = is_waiting and tonumber(ARGV[6 + 3 * (k - 1) + 2]) > 0
              redis.call(wants and 'SADD' or 'SREM', KEYS[7 + 3 * (k - 1) + 3], worker)
            end
            return answer
            """#)
}
