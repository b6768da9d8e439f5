import RedisClient

extension RedisScript {
    /// Makes ready what has come due, and wakes workers for it.
    ///
    /// KEYS: meta, live; then ready, later, waiting of each type. ARGV: epoch, wake channel prefix.
    /// Returns: how many came due (1000 at most), and when the next will, in ms; -1: nothing is later.
    /// Keeps true: a job leaves later for ready in one step, and waits there from its due time on.
    static let promote = RedisScript(
        name: "promote",
        source: "#!lua\n" + Prelude.source + #"""
            local live_key, prefix = KEYS[2], ARGV[2]
            local kinds = (#KEYS - 2) / 3
            local MOST = math.max(1, math.floor(1000 / math.max(1, kinds)))
            local live, ready, promoted, fresh = {}, {}, {}, {}
            local count, next_due = 0, -1
            for k = 1, kinds do
              local keys = 3 + 3 * (k - 1)
              local due = redis.call('ZRANGE', KEYS[keys + 1], '-inf', NOW, 'BYSCORE', 'LIMIT', 0, MOST)
              if #due > 0 then
                local texts = redis.call('HMGET', live_key, unpack(due))
                for n, id in ipairs(due) do
                  local job = parse(texts[n])
                  gather(promoted, KEYS[keys + 1], id)
                  local score = promote(job)
                  if score then
                    gather(ready, KEYS[keys], score, id)
                    gather(live, live_key, id, format(job))
                    fresh[keys], count = (fresh[keys] or 0) + 1, count + 1
                  end
                end
              end
              local after = #due == MOST and { '', NOW }
                or redis.call('ZRANGE', KEYS[keys + 1], '(' .. NOW, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')
              local score = tonumber(after[2])
              if score and (next_due < 0 or score < next_due) then next_due = score end
            end

            write('ZREM', promoted)
            write('ZADD', ready)
            write('HSET', live)
            for keys, number in pairs(fresh) do wake(prefix, KEYS[keys + 2], number) end
            return { count, next_due }
            """#)
}
