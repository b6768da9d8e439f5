import JobModel
import RedisClient

@testable import JobQueue

/// All that Redis holds, as docs/model/sequences.py writes it: a line for each thing, sorted. Of an id, the last digits.
struct ModelState {
    let connection: RedisConnection
    let keys: QueueKeys

    func read(_ now: Int64) async throws -> String {
        let answer = try await connection.run(
            Self.script, keys: [keys.tag], arguments: [.integer(Int(now)), .integer(Int(JobQueue.burialMilliseconds))])
        return try answer.string()
    }

    /// It finds the keys by itself: a test's own script, on a Redis of its own.
    private static let script = RedisScript(
        name: "model state",
        source: #"""
            local tag, now, burial = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
            local lines = {}
            local function line(...) lines[#lines + 1] = table.concat({...}, ' ') end
            local function key(name) return tag .. ':' .. name end
            local function short(id) return (id:sub(-6):gsub('^0+', '')) end
            local function pairs_of(list)
              local i = -1
              return function()
                i = i + 2
                return list[i], list[i + 1]
              end
            end
            local function live(id, text)
              local fields = {}
              for field in text:match('^[^\n]*'):gmatch('%S+') do fields[#fields + 1] = field end
              local shown = { short(id) }
              for _, n in ipairs({ 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 14 }) do shown[#shown + 1] = fields[n] end
              return table.concat(shown, ' ')
            end
            local function rest(name) return redis.call('KEYS', key(name) .. ':*') end
            local function last_part(name) return name:match('[^:]*$') end

            local meta = redis.call('HMGET', key('meta'), 'epoch', 'seq', 'opened', 'recovered')
            line('meta', meta[1] or '-', meta[2] or '-', meta[3] or '-', meta[4] or '-')
            for id, text in pairs_of(redis.call('HGETALL', key('live'))) do line('live', live(id, text)) end
            for id, text in pairs_of(redis.call('HGETALL', key('jobs'))) do
              line('jobs', short(id), text:match('^%d+ (%d+)'))
            end
            for _, name in ipairs({ 'ready', 'later' }) do
              for _, set in ipairs(rest(name)) do
                for id, score in pairs_of(redis.call('ZRANGE', set, 0, -1, 'WITHSCORES')) do line(name, short(id), score) end
              end
            end
            for worker, beat in pairs_of(redis.call('ZRANGE', key('workers'), 0, -1, 'WITHSCORES')) do
              line('workers', worker, beat)
            end
            for _, worker in ipairs(redis.call('HKEYS', key('registry'))) do line('registry', worker) end
            for _, set in ipairs(rest('leased')) do
              for id, score in pairs_of(redis.call('ZRANGE', set, 0, -1, 'WITHSCORES')) do
                line('leased', last_part(set), short(id), score)
              end
            end
            for _, set in ipairs(rest('cancel')) do
              for _, id in ipairs(redis.call('SMEMBERS', set)) do line('cancel', last_part(set), short(id)) end
            end
            for id, text in pairs_of(redis.call('HGETALL', key('buried'))) do
              if now - text:match('%d+$') <= burial then line('buried', short(id), text) end
            end
            for _, entry in ipairs(redis.call('XREVRANGE', key('events'), '+', '-', 'COUNT', 1)) do
              for id, text in pairs_of(entry[2]) do line('event', entry[1]:match('^%d+'), live(id, text)) end
            end
            table.sort(lines)
            return table.concat(lines, '\n')
            """#)
}
