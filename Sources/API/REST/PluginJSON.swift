import JobModel

extension PluginReport {
    /// As `GET /workers` shows it: its job types by name.
    var json: [UInt8] {
        JSONObjectWriter.object { json in
            members(&json)
            json.member("job_types", texts: jobTypes)
        }
    }

    /// As `jobyard plugin describe` shows it: its job types whole, with the words of `GET /job-types`.
    package func json(with types: [JobType]) -> [UInt8] {
        JSONObjectWriter.object { json in
            members(&json)
            json.member(
                "job_types",
                array: types.map { type in
                    JSONObjectWriter.object { json in
                        json.member("job_type", type.name)
                        json.members(of: type)
                    }
                })
        }
    }

    private func members(_ json: inout JSONObjectWriter) {
        json.member("file", file)
        json.member("id", id)
        json.member("version", version)
        json.member("sha256", sha256)
        json.member("state", state.rawValue)
        json.member("reason", reason)
    }
}
