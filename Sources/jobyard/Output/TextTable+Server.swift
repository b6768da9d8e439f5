import JobModel

/// What the server lists, as tables.
extension TextTable {
    /// Still without jobs: they come page by page.
    static let jobs = TextTable(
        .left("JOB"), .left("STATUS"), .left("TYPE"), .left("CREATED"), .left("FINISHED"), .right("ATTEMPT"),
        .left("NOTE"))

    mutating func append(_ job: JobView) {
        append(
            job.jobID, job.status, job.jobType, Self.short(job.createdAt), Self.short(job.finishedAt),
            String(job.attempt),
            job.error.map { "\($0.code): \($0.message)" } ?? job.progress?.text ?? "")
    }

    static func attempts(_ attempts: [AttemptView]) -> TextTable {
        var table = TextTable(
            .right("ATTEMPT"), .left("OUTCOME"), .left("STARTED"), .left("ENDED"), .left("WORKER"), .right("HOST PID"),
            .left("SIGNAL"), .left("NOTE"))
        for attempt in attempts {
            table.append(
                String(attempt.attempt), attempt.outcome ?? "running", short(attempt.startedAt), short(attempt.endedAt),
                attempt.worker, attempt.hostPID.map { String($0) } ?? "", attempt.signal ?? "",
                attempt.error.map { "\($0.code): \($0.message)" } ?? "")
        }
        return table
    }

    static func deadLetterGroups(_ groups: [DeadLetterPage.Group]) -> TextTable {
        var table = TextTable(.right("DEAD LETTERS"), .left("TYPE"), .left("ERROR CODE"))
        for group in groups { table.append(String(group.count), group.jobType, group.errorCode ?? "") }
        return table
    }

    /// A time of RFC 3339 without its fraction, and easier to read; anything else as it is.
    private static func short(_ time: String?) -> String {
        guard let time else { return "" }
        guard let match = time.wholeMatch(of: #/(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z/#) else { return time }
        return "\(match.1) \(match.2)Z"
    }

    static func jobTypes(_ types: [JobTypeView]) -> TextTable {
        var table = TextTable(
            .left("TYPE"), .left("PLUGIN"), .left("VERSION"), .right("WORKERS"), .right("WAITING"),
            .left("DESCRIPTION"))
        for type in types {
            table.append(
                type.jobType, type.plugin?.id ?? "", type.plugin?.version ?? "", String(type.workers),
                type.waiting.map { String($0) } ?? "", type.description ?? "")
        }
        return table
    }

    static func workers(_ workers: [WorkerView]) -> TextTable {
        var table = TextTable(
            .left("WORKER"), .left("HOST"), .right("PID"), .left("VERSION"), .right("FREE"), .right("SLOTS"),
            .left("STARTED"), .left("TYPES"))
        for worker in workers {
            table.append(
                worker.worker, worker.host ?? "", worker.pid.map { String($0) } ?? "", worker.version ?? "",
                worker.freeSlots.map { String($0) } ?? "", worker.slots.map { String($0) } ?? "",
                short(worker.startedAt), worker.jobTypes.joined(separator: ", "))
        }
        return table
    }

    static func plugins(_ plugins: [InstalledPlugin]) -> TextTable {
        var table = TextTable(
            .left("PLUGIN"), .left("VERSION"), .left("STATE"), .left("SHA256"), .left("TYPES"), .left("FILE"),
            .left("WORKERS"))
        for installed in plugins {
            let plugin = installed.plugin
            table.append(
                plugin.id ?? "", plugin.version ?? "", plugin.state ?? "", String((plugin.sha256 ?? "").prefix(12)),
                plugin.jobTypes.joined(separator: ", "), plugin.file ?? "",
                installed.workers.joined(separator: ", "))
        }
        return table
    }

    static func offeredTypes(_ types: [JobType]) -> TextTable {
        var table = TextTable(.left("TYPE"), .right("RETRIES"), .right("TIMEOUT"), .left("DESCRIPTION"))
        for type in types {
            table.append(
                type.name, type.maximumRetries.map { String($0) } ?? "default",
                type.timeoutMilliseconds.map { $0 == 0 ? "none" : "\(Double($0) / 1000) s" } ?? "default",
                type.description ?? "")
        }
        return table
    }

    static func settings(_ entries: [ConfigurationReport.Entry]) -> TextTable {
        var table = TextTable(.left("SETTING"), .left("FROM"), .left("VALUE"))
        for entry in entries {
            table.append(entry.name, entry.source.description, entry.value.isSet ? entry.value.text : "(not set)")
        }
        return table
    }
}
