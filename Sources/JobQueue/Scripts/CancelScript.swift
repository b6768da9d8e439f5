import RedisClient

extension RedisScript {
    /// Cancels jobs: what waits is taken out, what runs is flagged.
    ///
    /// KEYS: meta, live, buried, events; then ready, later of each type in the batch; then cancel:<worker> of each worker.
    /// ARGV: epoch, wake channel prefix, number of types, number of workers, their names; then three for each job: id, and
    /// the epoch and the version of its row.
    /// Returns: for each job `absent` (not here, or in another life than the row's), `final`, `flagged` (it runs, its
    /// worker will hear of it), `cancelled`, or `moved` (to a worker whose key was not given: nothing was done).
    /// Keeps true: a flagged job never waits to run again. What was cancelled is buried: a push of it that is under way
    /// does not bring it back.
    static let cancel = RedisScript(
        name: "cancel",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local live_key, buried_key, events = KEYS[2], KEYS[3], KEYS[4]
            local types, workers, requests = given_cancels(live_key, 5)

            local answers, known, live, buried, waiting, cancels, transitions = {}, {}, {}, {}, {}, {}, {}
            local told = {}
            for n, request in ipairs(requests) do
              local id, job, epoch, version = request.id, request.job, request.epoch, request.version
              local answer = known[id]
              if not answer then
                local changed = false
                if not job or not not_below(job, epoch, version) or life(job.version) > life(version) then
                  answer = 'absent'
                elseif FINAL[job.state] then
                  answer = 'final'
                elseif job.state == 'running' then
                  local worker = worker_of(job)
                  if job.cancel ~= '0' then
                    answer = 'flagged'
                  elseif not workers[worker] then
                    answer = 'moved'
                  else
                    answer, changed, told[worker] = 'flagged', true, true
                    flag(job)
                    gather(cancels, KEYS[workers[worker]], id)
                  end
                elseif not types[job.type] then
                  answer = 'moved'
                else
                  answer, changed = 'cancelled', true
                  job.cancel = '1'
                  move(job, 'cancelled')
                  gather(waiting, KEYS[types[job.type]], id)
                  gather(waiting, KEYS[types[job.type] + 1], id)
                  gather(buried, buried_key, id, string.format('%d %d %d', job.epoch, job.version, NOW))
                end
                if changed then
                  local text = format(job)
                  gather(live, live_key, id, text)
                  note_transition(transitions, id, text)
                end
              end
              answers[n], known[id] = answer, answer
            end

            write('ZREM', waiting)
            write('SADD', cancels)
            write('HSET', live)
            write('HSET', buried)
            publish(events, transitions)
            tell_of_cancels(ARGV[2], told)
            return answers
            """#)
}
