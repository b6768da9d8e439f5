import JobModel
import JobStore
import Testing

/// What clients, handlers and a strange Redis may bring: kept byte for byte, or refused; never cut, and nobody else's
/// trouble.
@Suite struct HostileValuesConformance {
    private static let texts = [
        "", " ", "'; DROP TABLE jobs; --", "{\"a\",NULL}", "\\x00", "%s", "\u{1F6B2} Grüße \u{202E}", "e\u{301}",
        "\u{FEFF}", "\r\n\t\u{7F}", String(repeating: "ü", count: 1000),
    ]

    @Test(arguments: StoreUnderTest.kinds) func textsAreKeptAsTheyAre(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            for (index, text) in Self.texts.enumerated() {
                var specification = NewJob.echo(text, type: text).specification
                specification.traceParent = text
                let key = IdempotencyKey(caller: text, text: text, fingerprint: Array(text.utf8))
                var job = try await store.inserted(
                    NewJob(id: ids.next(), specification: specification, idempotencyKey: key))
                #expect(try await store.stored(job.id) == job)
                #expect(Array(try #require(job.idempotencyKey).utf8) == Array(text.utf8))
                #expect(Array(job.specification.type.utf8) == Array(text.utf8))
                #expect(try await store.job(key) == job)
                #expect(try await store.list(JobQuery(type: text, limit: 10)) == [job])

                let failure = JobFailure(code: text, message: text)
                let report = AttemptReport(
                    ending: .failed, failure: failure, signal: text,
                    progress: JobProgress(fraction: 1.0 / 3, message: text))
                try await store.record(try job.attempt(LeaseToken(text + "/1"), report), from: index + 1)
                let row = try await store.stored(job.id)
                #expect(row.failure == failure && row.progress == report.progress)
                let attempt = try #require(try await store.attempts(of: job.id).first)
                #expect(attempt.token == LeaseToken(text + "/1") && attempt.end?.signal == text)
            }
            let plugin = PluginIdentity(id: "a'b", version: "\u{1F6B2}", sha256: "")
            let types = Self.texts.map {
                JobType(name: $0, description: $0, plugin: plugin, payloadSchema: $0, resultSchema: $0)
            }
            try await store.remember(types: types)
            #expect(Set(try await store.jobTypes()) == Set(types))
        }
    }

    /// The same letters in other bytes are another key.
    @Test(arguments: StoreUnderTest.kinds) func keysAreBytes(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            for text in ["\u{E9}", "e\u{301}", "E", "e", "e ", "\u{FEFF}e"] {
                let insertion = try await store.insert(.echo(key: IdempotencyKey(text: text, fingerprint: [])))
                #expect(insertion.isNew)
            }
        }
    }

    @Test(arguments: StoreUnderTest.kinds) func bytesAreKeptAsTheyAre(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let allBytes = (0...255).map { UInt8($0) }
            let long = Array((0..<4096).map { _ in allBytes }.joined())
            for (index, bytes) in [[], [0], [0xC3], Array(#"\x00"#.utf8), allBytes, long].enumerated() {
                var specification = NewJob.echo().specification
                specification.payload = bytes
                let key = IdempotencyKey(text: "\(index)", fingerprint: bytes)
                var job = try await store.inserted(
                    NewJob(id: ids.next(), specification: specification, idempotencyKey: key))
                #expect(try await store.job(key)?.specification.payload == bytes)
                var life = try job.attempt(LeaseToken("w/\(index)"), AttemptReport(ending: .transient))
                life[1].checkpoint = bytes
                try await store.record(life, from: 2 * index + 1)
                #expect(try await store.stored(job.id).checkpoint == (bytes.isEmpty ? nil : bytes))
                job.status.lifecycle.state = .queued
                let done = AttemptReport(ending: .completed, result: bytes)
                try await store.record(try job.attempt(LeaseToken("w/\(index)."), done), from: 2 * index + 2)
                #expect(try await store.stored(job.id).result == bytes)
            }
        }
    }

    /// PostgreSQL's texts have no NUL. What is cut at one would be another text. (GRDB cuts there: not yet over SQLite.)
    @Test(arguments: [StoreUnderTest.Kind.postgres]) func aNULIsKeptOrRefused(_ kind: StoreUnderTest.Kind) async throws
    {
        try await withStore(kind) { store in
            let text = "a\0b"
            var withTrace = NewJob.echo()
            withTrace.specification.traceParent = text
            let hostile = [
                NewJob.echo(type: text), withTrace, .echo(key: IdempotencyKey(text: text, fingerprint: [])),
                .echo(key: IdempotencyKey(caller: text, text: "c", fingerprint: [])),
            ]
            let others = (0..<20).map { _ in NewJob.echo() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for submission in (hostile + others).shuffled() {
                    let isHostile = hostile.contains(submission)
                    group.addTask {
                        do {
                            let job = try await store.inserted(submission)
                            #expect(job.specification == submission.specification)
                            #expect(try await store.job(submission.id) == job)
                        } catch {
                            #expect(isHostile && JobStoreError.isRefused(error))
                            let row = try await store.job(submission.id)
                            #expect(row == nil)
                        }
                    }
                }
                try await group.waitForAll()
            }
            for text in ["a", "a\0", "a\0c"] {
                let key = IdempotencyKey(text: text, fingerprint: [])
                try await unlessRefused {
                    let row = try await store.job(key)
                    #expect(row == nil)
                }
            }
        }
    }

    @Test(arguments: [StoreUnderTest.Kind.postgres])
    func aNULInALeaseDoesNotStopTheStream(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var hostile = try await store.inserted(.echo())
            var other = try await store.inserted(.echo())
            let report = AttemptReport(ending: .crashed, signal: "SIG\0")
            let life = try hostile.attempt(LeaseToken("w\0/1"), report)
            try await store.record(
                life + other.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed)))
            #expect(try await store.stored(other.id).state == .completed)
            let row = try await store.stored(hostile.id)
            if row.failure?.code != "unrecordable" {
                #expect(row.status == hostile.status)
                #expect(try await store.attempts(of: hostile.id).map(\.token) == [LeaseToken("w\0/1")])
            }
            #expect(try await store.position().sequence == 1)
        }
    }

    @Test(arguments: StoreUnderTest.kinds, [253_402_300_799_999, -1, -62_135_596_800_000, 1 << 47] as [Int64])
    func distantTimesAreKeptToTheMillisecond(_ kind: StoreUnderTest.Kind, _ milliseconds: Int64) async throws {
        try await withStore(kind) { store in
            let moment = Timestamp(milliseconds: milliseconds)
            var job = try await store.inserted(.echo(runAt: moment))
            #expect(job.status.dueAt == (moment > .now() ? moment : nil))
            #expect(try await store.stored(job.id) == job)
            job.status.lifecycle.state = .queued
            let life = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed), at: moment)
            try await store.record(life)
            #expect(try await store.stored(job.id).status == job.status)
            let attempt = try #require(try await store.attempts(of: job.id).first)
            #expect(attempt.startedAt == moment && attempt.end?.at == moment + 1000)
        }
    }

    /// No calendar knows them: they become the last that it knows, or are refused.
    @Test(arguments: StoreUnderTest.kinds, [1 << 60, -1 << 60, .max - 1_000_000, .min + 1_000_000] as [Int64])
    func impossibleTimesStopNothing(_ kind: StoreUnderTest.Kind, _ milliseconds: Int64) async throws {
        try await withStore(kind) { store in
            let moment = Timestamp(milliseconds: milliseconds)
            try await unlessRefused {
                let job = try await store.inserted(.echo(runAt: moment))
                #expect(try await store.stored(job.id).state == job.state)
            }
            var hostile = try await store.inserted(.echo())
            var other = try await store.inserted(.echo())
            let life = try hostile.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed), at: moment)
            try await store.record(life + other.attempt(LeaseToken("w/2"), AttemptReport(ending: .completed)))
            #expect(try await store.stored(other.id).state == .completed)
            let row = try await store.stored(hostile.id)
            #expect(row.status.version == hostile.status.version)
            #expect(try await store.position().sequence == 1)
            for query in [JobQuery(createdAfter: moment, limit: 10), JobQuery(createdBefore: moment, limit: 10)] {
                _ = try await store.list(query)
            }
            try await unlessRefused { _ = try await store.reap(finishedBefore: moment, limit: 10) }
            try await unlessRefused { try await store.strikeOff(looks: [other.id: moment], epoch: 0) }
        }
    }

    @Test(arguments: StoreUnderTest.kinds) func idsOfAnyBitsAreKept(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let all = [JobID(high: 0, low: 0), JobID(high: 1 << 63, low: .max), JobID(high: .max, low: .max)]
            for id in all.shuffled() {
                let job = try await store.inserted(NewJob(id: id, specification: NewJob.echo().specification))
                #expect(try await store.stored(id) == job)
            }
            #expect(try await store.list(JobQuery(order: .oldestFirst, limit: 10)).map(\.id) == all)
            #expect(try await store.unfinished(after: all[0], limit: 10).map(\.id) == Array(all[1...]))
        }
    }

    @Test(arguments: StoreUnderTest.kinds) func numbersBeyond32BitsAreKept(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let large = 5_000_000_000
            #expect(try await store.raiseEpoch(from: 0, to: large) == 0)
            _ = try await store.claimLooks(limit: 0)  // nothing is left to sweep
            var specification = NewJob.echo().specification
            specification.timeoutMilliseconds = large
            specification.retryPolicy = RetryPolicy(baseMilliseconds: large, factor: 0.1, capMilliseconds: large)
            var job = try await store.inserted(NewJob(id: ids.next(), specification: specification))
            #expect(try await store.stored(job.id).specification == specification)
            job.status.version.version = large
            let life = try job.attempt(
                LeaseToken("w/1"), AttemptReport(ending: .failed, hostProcessID: .max))
            try await store.record(life, epoch: large)
            let row = try await store.stored(job.id)
            #expect(row.status == job.status)
            #expect(try await store.attempts(of: job.id).first?.end?.hostProcessID == .max)
            let replayed = try await store.replay([job.id: row.status.version], discardCheckpoints: false)
            #expect(replayed.map(\.status.version) == [row.status.version.leaped(in: large)])
            #expect(try await store.claimLooks(limit: .max).isEmpty)
            #expect(try await store.reap(finishedBefore: .now() + 60_000, limit: .max) == 0)
        }
    }
}

private func unlessRefused(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch {
        guard JobStoreError.isRefused(error) else { throw error }
    }
}
