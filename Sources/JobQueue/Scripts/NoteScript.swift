import RedisClient

extension RedisScript {
    /// Notes how far running jobs have come, and what they keep for their next attempt.
    ///
    /// KEYS: meta, live, notes, checkpoints. ARGV: epoch, number of progress notes; then id, token, progress for each
    /// of them; then id, token, checkpoint for each of the rest. Returns: how many were written.
    /// Keeps true: only the holder of the lease writes a note.
    static let note = RedisScript(
        name: "note",
        source: "#!lua\n" + Prelude.source + #"""
            local ids, notes, written = {}, {}, 0
            for i = 3, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
            local texts = redis.call('HMGET', KEYS[2], unpack(ids))
            for n, id in ipairs(ids) do
              local job, at = parse(texts[n]), 3 + 3 * (n - 1)
              if job and job.state == 'running' and job.token == ARGV[at + 1] then
                gather(notes, KEYS[n <= tonumber(ARGV[2]) and 3 or 4], id, ARGV[at + 2])
                written = written + 1
              end
            end
            write('HSET', notes)
            return written
            """#)
}
