import RedisClient

extension RedisScript {
    /// Buries jobs whose rows were cancelled because they were not here: a push, or an older life of them, may still be.
    ///
    /// KEYS: meta, jobs, live, buried, events, checkpoints, notes; then ready, later of each type in the batch; then
    /// cancel:<worker> of each worker.
    /// ARGV: epoch, wake channel prefix, number of types, number of workers, their names; then three for each job: id, and
    /// the epoch and the version that its row has now.
    /// Returns: for each job `cancelled`, `flagged` (an older life of it runs), or `moved` (to a worker whose key was not
    /// given: nothing was done).
    /// Keeps true: for 15 s no push at or below that pair takes effect; no older life of the job waits here.
    static let bury = RedisScript(
        name: "bury",
        source: "#!lua flags=allow-oom\n" + Prelude.source + #"""
            local jobs_key, live_key, buried_key, events, checkpoints_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
            local types, workers, requests = given_cancels(live_key, 8)

            local answers, live, buried, waiting, gone, cancels, transitions = {}, {}, {}, {}, {}, {}, {}
            local told = {}
            for n, request in ipairs(requests) do
              local id, job, epoch, version = request.id, request.job, request.epoch, request.version
              local answer = 'cancelled'
              local older = job and not FINAL[job.state] and not not_below(job, epoch, version)
              if older and job.state == 'running' then
                local worker = worker_of(job)
                answer = 'flagged'
                if job.cancel == '0' and not workers[worker] then
                  answer = 'moved'
                elseif job.cancel == '0' then
                  told[worker] = true
                  flag(job)
                  local text = format(job)
                  gather(cancels, KEYS[workers[worker]], id)
                  gather(live, live_key, id, text)
                  note_transition(transitions, id, text)
                end
              elseif older and not types[job.type] then
                answer = 'moved'
              elseif older then
                gather(waiting, KEYS[types[job.type]], id)
                gather(waiting, KEYS[types[job.type] + 1], id)
                gather(gone, live_key, id)
                gather(gone, jobs_key, id)
                gather(gone, checkpoints_key, id)
                gather(gone, KEYS[7], id)
              end
              if answer ~= 'moved' then
                gather(buried, buried_key, id, string.format('%d %d %d', epoch, version, NOW))
              end
              answers[n] = answer
            end

            write('ZREM', waiting)
            write('HDEL', gone)
            write('SADD', cancels)
            write('HSET', live)
            write('HSET', buried)
            publish(events, transitions)
            tell_of_cancels(ARGV[2], told)
            return answers
            """#)
}
