import JobModel

extension KnownJobType {
    var json: [UInt8] {
        JSONObjectWriter.object { json in
            json.member("job_type", type.name)
            json.member("available", workers > 0)
            json.member("workers", workers)
            json.member("waiting", waiting)
            json.member(
                "plugin",
                object: { json in
                    json.member("id", type.plugin.id)
                    json.member("version", type.plugin.version)
                    json.member("sha256", type.plugin.sha256)
                })
            json.members(of: type)
        }
    }
}

extension JSONObjectWriter {
    /// What a plugin says of a job type.
    mutating func members(of type: JobType) {
        member("description", type.description)
        member("max_retries", type.maximumRetries)
        member("timeout_seconds", type.timeoutMilliseconds.map { Double($0) / 1000 })
        member("payload_schema", raw: type.payloadSchema.map { Array($0.utf8) })
        member("result_schema", raw: type.resultSchema.map { Array($0.utf8) })
    }
}
