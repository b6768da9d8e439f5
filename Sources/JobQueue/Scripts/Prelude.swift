import JobModel

/// What the scripts share: the epoch check, the text form of `live`, placing and waking.
///
/// Every script has KEYS[1] = `meta` and ARGV[1] = the caller's epoch, and changes nothing in another epoch.
enum Prelude {
    private static let finalStates = JobState.allCases.filter(\.isFinal).map { "\($0.rawValue) = true" }

    static let source = #"""
        local EPOCH = ARGV[1]
        if redis.call('HGET', KEYS[1], 'epoch') ~= EPOCH then
          return redis.error_reply('EPOCH this Redis has been opened anew')
        end

        local clock = redis.call('TIME')
        local NOW = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local AGING_STEP = \#(JobPriority.agingStepMilliseconds)
        local FOREVER = 9007199254740991

        -- A value of `live`: what changes about a job, fields in this order (LiveText is the same in Swift).
        local LIVE = '^(%S+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d) (%d+) (%d+) (%d+) (%S+) (%S+) (%d+)$'
        local FINAL = { \#(finalStates.joined(separator: ", ")) }

        local function parse(text)
          if not text then return nil end
          local job = {}
          job.state, job.epoch, job.version, job.attempt, job.burned, job.crashes, job.losses, job.cancel, job.due,
            job.started, job.changed, job.token, job.type, job.priority = text:match(LIVE)
          if not job.state then return nil end
          job.epoch, job.version, job.priority = tonumber(job.epoch), tonumber(job.version), tonumber(job.priority)
          return job
        end

        -- Whole numbers of up to 14 digits are written as such (LUAI_NUMFFORMAT).
        local function format(job)
          return job.state .. ' ' .. job.epoch .. ' ' .. job.version .. ' ' .. job.attempt .. ' ' .. job.burned .. ' '
            .. job.crashes .. ' ' .. job.losses .. ' ' .. job.cancel .. ' ' .. job.due .. ' ' .. job.started .. ' '
            .. job.changed .. ' ' .. job.token .. ' ' .. job.type .. ' ' .. job.priority
        end

        -- One transition: the version rises, in this epoch.
        local function move(job, state)
          job.state, job.epoch, job.version, job.changed = state, tonumber(EPOCH), job.version + 1, NOW
        end

        -- Which life of the job (JobVersion is the same in Swift).
        local function life(version) return math.floor(version / \#(JobVersion.leap)) end

        local function not_below(job, epoch, version)
          local own, other = life(job.version), life(version)
          if own ~= other then return own > other end
          return job.epoch > epoch or (job.epoch == epoch and job.version >= version)
        end

        local function ready_score(job, since) return since - job.priority * AGING_STEP end

        -- The worker is lost: no retry is burned; a flagged job ends cancelled, one that was lost too often is poison.
        local function lose(job, most_losses)
          job.losses = job.losses + 1
          local state = job.cancel ~= '0' and 'cancelled' or job.losses >= most_losses and 'dead_letter' or 'queued'
          move(job, state)
        end

        -- A cancel is asked of a running job: one transition, though its state stays.
        local function flag(job)
          local since = job.changed
          move(job, 'running')
          job.cancel, job.changed = '1', since
        end

        -- It has come due, and waits from its due time on. Answers its score; nil for a job that was not waiting for that.
        local function promote(job)
          if not job or (job.state ~= 'scheduled' and job.state ~= 'retrying') then return nil end
          job.state = 'queued'
          return ready_score(job, tonumber(job.due))
        end

        -- Which worker holds, or held last, the lease.
        local function worker_of(job) return job.token:match('^[^/]+') end

        -- Writes that gather: one Redis call a key, however many jobs. (Lua's stack holds 8000 arguments.)
        local function gather(list, key, first, second)
          local arguments = list[key]
          if not arguments then arguments = {}; list[key] = arguments end
          arguments[#arguments + 1] = first
          if second then arguments[#arguments + 1] = second end
        end
        local function write(command, list)
          for key, arguments in pairs(list) do
            for i = 1, #arguments, 4000 do
              redis.call(command, key, unpack(arguments, i, math.min(i + 3999, #arguments)))
            end
          end
        end

        -- Checkpoints among the arguments: pairs of a name and a checkpoint, so many from here on. Also says what comes
        -- next.
        local function given_checkpoints(at, count)
          local kept = {}
          for i = at, at + 2 * count - 1, 2 do kept[ARGV[i]] = ARGV[i + 1] end
          return kept, at + 2 * count
        end

        -- Names among the arguments, so many from here on, each with the place of its first key; `step` keys belong to one.
        -- Also says what comes next: the argument, and the key.
        local function given_names(at, count, key, step)
          local names = {}
          for k = 0, count - 1 do names[ARGV[at + k]] = key + k * step end
          return names, at + count, key + count * step
        end

        -- What is to be cancelled: numbers and names of types and workers from the third argument on, then id, epoch and
        -- version of each row. `key` is the place of the first type's keys, `ready` and `later`; `cancel` of each worker follow.
        local function given_cancels(live_key, key)
          local types, after_types, first_worker = given_names(5, tonumber(ARGV[3]), key, 2)
          local workers, first = given_names(after_types, tonumber(ARGV[4]), first_worker, 1)
          local ids, requests = {}, {}
          for i = first, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
          for n, text in ipairs(redis.call('HMGET', live_key, unpack(ids))) do
            local at = first + 3 * (n - 1)
            requests[n] = {
              id = ids[n], job = parse(text), epoch = tonumber(ARGV[at + 1]), version = tonumber(ARGV[at + 2]) }
          end
          return types, workers, requests
        end

        -- Jobs that a worker no longer holds.
        local function release(leased, cancels, ids)
          if #ids == 0 then return end
          redis.call('ZREM', leased, unpack(ids))
          redis.call('SREM', cancels, unpack(ids))
        end

        -- A transition, and the checkpoint that goes with it, for the record.
        local function note_transition(transitions, id, text, checkpoint)
          transitions[#transitions + 1] = id
          transitions[#transitions + 1] = text
          if checkpoint then
            transitions[#transitions + 1] = id .. '/checkpoint'
            transitions[#transitions + 1] = checkpoint
          end
        end

        -- One entry for the record with all transitions of the batch; its id is the sequence.
        local function publish(events, transitions)
          if #transitions == 0 then return end
          local sequence = redis.call('HINCRBY', KEYS[1], 'seq', 1)
          redis.call('XADD', events, string.format('%d-0', sequence), unpack(transitions))
        end

        -- As many idle workers as jobs came in for their type: no herd.
        local function wake(prefix, waiting, count)
          for _, worker in ipairs(redis.call('SPOP', waiting, count)) do
            redis.call('PUBLISH', prefix .. worker, '\#(WakeUp.work.rawValue)')
          end
        end

        -- To workers that run what is to be cancelled; their heartbeats say it in any case.
        local function tell_of_cancels(prefix, workers)
          for worker in pairs(workers) do redis.call('PUBLISH', prefix .. worker, '\#(WakeUp.cancel.rawValue)') end
        end

        """#
}
