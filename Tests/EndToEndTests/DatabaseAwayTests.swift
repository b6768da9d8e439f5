import Foundation
import TestSupport
import Testing

extension OwnServerTests {
    /// PostgreSQL ends, stands still, takes no writes or is full: submissions are refused with a reason, running work goes on,
    /// and nothing needs a restart.
    @Suite struct DatabaseAwayTests {
        @Test func whatRunsGoesOnAndIsRecordedWhenItIsBack() async throws {
            try await PostgresDeployment.with(slots: 1) { deployment in
                let rest = deployment.rest
                let before = try await rest.run("echo", ["before": true])
                let running = try await rest.submit("sleep", ["duration": 2])
                _ = try await rest.job(running.jobID) { $0.status == "running" }
                var jobs = [running.jobID]
                for number in 1...20 {
                    jobs.append(try await rest.submit("echo", ["number": .integer(Int64(number))]).jobID)
                }

                await deployment.postgres.stop(.immediate)
                try await expectBothDoorsToRefuse(
                    deployment,
                    [
                        ["call": "submit", "fields": ["job_type": "echo", "payload": "{}"]],
                        ["call": "get", "fields": ["job_id": .string(before.jobID)]],
                    ])
                let health = try await rest.get("/health")
                #expect(health.status == 503)
                #expect(try health.json()["database"] != "ok")
                #expect(try health.json()["record"] == "ok", "it is away, not older")
                try await eventually("all have run", timeout: .seconds(60)) {
                    try await deployment.jobsInRedis() == ["completed": 21]
                }
                try await eventually("what waits for the record is measured") {
                    try await deployment.metric("unrecorded_entries") ?? 0 > 0
                }

                try await deployment.postgres.start()
                try await deployment.waitUntilAccepting()
                for id in jobs {
                    let job = try await rest.job(id, within: .seconds(60), until: \.isFinal)
                    #expect(job.status == "completed")
                    #expect(job.attempt == 1)
                }
                try await deployment.expectToAccept(21)
            }
        }

        @Test func aStandstillIsToldWithinABound() async throws {
            try await PostgresDeployment.with { deployment in
                _ = try await deployment.rest.run("echo")
                await deployment.postgres.freeze()
                // The client waits 30 s at the most.
                let answer = try await submit(deployment)
                await deployment.postgres.thaw()
                expectToBeRefused(answer)
                try await deployment.expectToAccept(1)
            }
        }

        @Test func oneThatTakesNoWritesIsAway() async throws {
            try await PostgresDeployment.with { deployment in
                _ = try await deployment.rest.run("echo")
                try await set(deployment, "ALTER SYSTEM SET default_transaction_read_only = on")
                try await eventually("submissions are refused") { try await submit(deployment).status != 201 }
                expectToBeRefused(try await submit(deployment))
                let reason = try await deployment.rest.get("/health").json()["database"]?.text
                #expect(reason?.contains("read-only") == true, "\(reason ?? "")")
                try await set(deployment, "ALTER SYSTEM RESET default_transaction_read_only")
                try await deployment.expectToAccept(1)
            }
        }

        @Test(.enabled(if: geteuid() == 0, "a small disk must be mounted")) func aFullDiskIsToldUntilThereIsRoom()
            async throws
        {
            try await SmallDisk.with(megabytes: 48) { disk in
                try await PostgresDeployment.with(makeDatabase: disk.makeDatabase) { deployment in
                    _ = try await deployment.rest.run("echo")
                    try disk.fill()
                    var answer = try await submit(deployment, Self.incompressible(characters: 500_000))
                    for _ in 0..<40 where answer.status == 201 {
                        answer = try await submit(deployment, Self.incompressible(characters: 500_000))
                    }
                    expectToBeRefused(answer)
                    try disk.clear()
                    try await deployment.expectToAccept(1)
                }
            }
        }

        @Test func aboveTheMarkNothingIsLeasedAndNothingIsDropped() async throws {
            try await PostgresDeployment.with(slots: 1) { deployment in
                let rest = deployment.rest
                let running = try await rest.submit("sleep", ["duration": 3])
                _ = try await rest.job(running.jobID) { $0.status == "running" }
                let waiting = try await rest.submit("echo", ["number": 1])
                await deployment.postgres.stop(.immediate)
                // As many entries as workers would have made of other jobs, which were reaped since.
                let script = """
                    for n = 1, 10001 do
                      local sequence = redis.call('HINCRBY', KEYS[1], 'seq', 1)
                      redis.call('XADD', KEYS[2], sequence .. '-0', '01890000-0000-7000-8000-000000000000',
                        'completed 1 3 1 0 0 0 0 0 1 1 w/1.1 echo 0')
                    end
                    """
                _ = try await deployment.askRedis("EVAL", script, "2", "{jobyard}:meta", "{jobyard}:events")
                try await eventually("what runs has ended") {
                    try await deployment.jobsInRedis() == ["completed": 1, "queued": 1]
                }
                try await eventually("the worker says why it begins nothing") {
                    deployment.worker.standardError.contains("too many transitions wait for the record")
                }
                #expect(try await deployment.jobsInRedis() == ["completed": 1, "queued": 1])

                try await deployment.postgres.start()
                try await deployment.waitUntilAccepting()
                for id in [running.jobID, waiting.jobID] {
                    let job = try await rest.job(id, within: .seconds(120), until: \.isFinal)
                    #expect(job.status == "completed")
                    #expect(job.attempt == 1)
                }
                let words = deployment.worker.standardError
                #expect(words.ranges(of: "too many transitions").count == 1, "it is told once")
                try await deployment.expectToAccept(2)
            }
        }

        private func submit(_ deployment: PostgresDeployment, _ text: String = "") async throws -> RESTAnswer {
            try await deployment.rest.post("/jobs", ["job_type": "echo", "payload": ["text": .string(text)]])
        }

        /// PostgreSQL would make little of much of the same.
        private static func incompressible(characters: Int) -> String {
            String(
                (0..<characters).map { _ in Character(Unicode.Scalar(UInt8.random(in: 48...122))) }
                    .map { $0 == "\\" ? "-" : $0 })
        }

        private func expectToBeRefused(_ answer: RESTAnswer) {
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "1")
            #expect((try? answer.problem().code) == "unavailable")
        }

        private func expectBothDoorsToRefuse(_ deployment: PostgresDeployment, _ questions: [JSON]) async throws {
            let input = String(decoding: try JSONEncoder().encode(questions), as: UTF8.self)
            let server = deployment.server
            let answers = try await PythonClient.run("both_doors", [server.rest.url, server.grpc], input: input)
            #expect(answers.elements.count == questions.count)
            for answer in answers.elements {
                #expect(answer["rest"]?["status"] == 503, "\(answer)")
                #expect(answer["grpc"]?["status"] == "UNAVAILABLE", "\(answer)")
                for door in ["rest", "grpc"] {
                    #expect(answer[door]?["code"] == "unavailable", "\(answer)")
                    #expect(answer[door]?["retry_after"] == 1, "\(answer)")
                }
            }
        }

        /// For new transactions of every session.
        private func set(_ deployment: PostgresDeployment, _ statement: String) async throws {
            try await deployment.postgres.query(statement, database: "postgres")
            try await deployment.postgres.query("SELECT pg_reload_conf()", database: "postgres")
        }
    }
}
