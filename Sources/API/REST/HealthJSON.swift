extension Health {
    var json: [UInt8] {
        JSONObjectWriter.object { json in
            json.member("status", isAccepting ? (redis == nil ? "ok" : "degraded") : "unavailable")
            json.member("redis", redis ?? "ok")
            json.member("database", database ?? "ok")
            json.member("record", record.map { "stopped: \($0)" } ?? "ok")
            json.member("workers", workers)
            if !missingTypes.isEmpty {
                json.member("waiting_for_types", missingTypes.sorted().joined(separator: ", "))
            }
        }
    }
}
