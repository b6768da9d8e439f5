import JobModel

/// A line of docs/model/sequences.py: a call, and what the model answers and holds after it.
struct ModelStep: Decodable {
    /// Redis TIME, in milliseconds.
    let now: Int64
    /// The caller's.
    let epoch: Int
    /// That of Redis afterwards.
    let stored: Int
    let call: Call
    let answer: String
    /// A line for each thing that Redis holds, sorted.
    let state: String

    enum Call {
        case adopt(Opening)
        case empty(Opening)
        case enqueue([Pushed])
        case register(Named)
        case deregister(Named)
        case heartbeat(Heartbeat)
        case lease(Leased)
        case finish(Finished)
        case cancel([Pair])
        case bury([Pair])
        case promote
        case recover
        case misplace(Misplaced)
        case repair
        case look([String])
        case forget(Forgotten)
    }

    struct Opening: Decodable {
        let epoch: Int
        let sequence: Int?
    }

    struct Pushed: Decodable {
        let id, state: String
        let epoch, version, attempt, burned, crashes, losses, priority, limit: Int
        let due, lastMoment: Int64
    }

    struct Named: Decodable {
        let worker: String
    }

    struct Heartbeat: Decodable {
        let worker: String
        let held: Int
        let listed: Bool
    }

    struct Leased: Decodable {
        let worker, prefix: String
        let count: Int
    }

    struct Finished: Decodable {
        let worker: String
        let attempts: [Attempt]

        struct Attempt: Decodable {
            let id, token, ending: String
            let delay: Int
        }
    }

    /// A job, with the pair of its row.
    struct Pair: Decodable {
        let id: String
        let epoch, version: Int
    }

    /// An id is taken out of a set, as only a bug would.
    struct Misplaced: Decodable {
        let place, id: String
    }

    struct Forgotten: Decodable {
        let jobs: [Pair]
        let sequence: Int
    }
}

extension ModelStep {
    private enum Key: String, CodingKey {
        case now, epoch, stored, call, arguments, answer, state
    }

    private struct Jobs<Element: Decodable>: Decodable {
        let jobs: [Element]
    }

    private struct Looked: Decodable {
        let ids: [String]
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        now = try values.decode(Int64.self, forKey: .now)
        epoch = try values.decode(Int.self, forKey: .epoch)
        stored = try values.decode(Int.self, forKey: .stored)
        answer = try values.decode(String.self, forKey: .answer)
        state = try values.decode(String.self, forKey: .state)
        func arguments<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try values.decode(type, forKey: .arguments)
        }
        let name = try values.decode(String.self, forKey: .call)
        switch name {
        case "adopt": call = .adopt(try arguments())
        case "empty": call = .empty(try arguments())
        case "enqueue": call = .enqueue(try arguments(Jobs<Pushed>.self).jobs)
        case "register": call = .register(try arguments())
        case "deregister": call = .deregister(try arguments())
        case "heartbeat": call = .heartbeat(try arguments())
        case "lease": call = .lease(try arguments())
        case "finish": call = .finish(try arguments())
        case "cancel": call = .cancel(try arguments(Jobs<Pair>.self).jobs)
        case "bury": call = .bury(try arguments(Jobs<Pair>.self).jobs)
        case "promote": call = .promote
        case "recover": call = .recover
        case "misplace": call = .misplace(try arguments())
        case "repair": call = .repair
        case "look": call = .look(try arguments(Looked.self).ids)
        case "forget": call = .forget(try arguments())
        default:
            throw DecodingError.dataCorruptedError(forKey: .call, in: values, debugDescription: "no such call: \(name)")
        }
    }
}
