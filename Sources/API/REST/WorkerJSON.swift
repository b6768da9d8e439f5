import JobModel
import JobQueue

extension LiveWorker {
    var json: [UInt8] {
        JSONObjectWriter.object { json in
            json.member("worker", id.text)
            json.member("host", entry.host)
            json.member("pid", Int(entry.processID))
            json.member("version", entry.version)
            json.member("started_at", Timestamp(milliseconds: entry.startedAtMilliseconds).description)
            json.member("draining", entry.isDraining)
            json.member("slots", entry.slots)
            json.member("free_slots", entry.freeSlots)
            json.member("job_types", texts: entry.types)
            json.member("plugins", array: entry.plugins.map(\.json))
        }
    }
}
