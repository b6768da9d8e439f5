import Testing

extension SharedServerTests {
    /// `GET /jobs`: newest first, page by page, without gaps or doubles, while others submit.
    @Suite struct ListTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        @Test func allPagesTogetherAreTheWholeList() async throws {
            var submitted: [String] = []
            for number in 0..<25 {
                submitted.append(try await rest.submit("echo", ["number": .integer(Int64(number))]).jobID)
            }
            for identifier in submitted { _ = try await rest.job(identifier, until: \.isFinal) }

            let listed = try await rest.list("status_filter=completed&job_type=echo", limit: 7)
            #expect(listed.allSatisfy { $0.jobType == "echo" && $0.status == "completed" })
            let identifiers = listed.map(\.jobID)
            #expect(identifiers == Set(identifiers).sorted(by: >))
            #expect(identifiers.filter(Set(submitted).contains) == submitted.reversed())
        }

        @Test func theFilterOfStatesFilters() async throws {
            let failed = try await rest.run("math", ["operation": "divide", "a": 1, "b": 0])
            #expect(try await rest.list("status_filter=failed&job_type=math").contains { $0.jobID == failed.jobID })
            #expect(try await !rest.list("status_filter=completed&job_type=math").contains { $0.jobID == failed.jobID })
        }

        @Test(arguments: ["limit=0", "limit=501", "limit=x", "status_filter=done", "cursor=x"])
        func whatIsRefused(query: String) async throws {
            let answer = try await rest.get("/jobs?\(query)")
            #expect(answer.status == 422)
            let problem = try answer.problem()
            #expect(problem.code == "invalid_field")
            #expect(problem.errors?.first.map { query.hasPrefix($0.pointer + "=") } == true)
        }
    }
}
