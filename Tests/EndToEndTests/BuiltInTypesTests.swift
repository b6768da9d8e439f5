import Testing

extension SharedServerTests {
    /// A job of each of the five types goes in over REST and comes back with the right result.
    @Suite struct BuiltInTypesTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        @Test func sleepSaysHowLongItSlept() async throws {
            let job = try await rest.run("sleep", ["duration": 0.05])
            #expect(job.status == "completed")
            guard case .object(let result)? = job.result else {
                Issue.record("no result: \(job)")
                return
            }
            #expect(result.values.contains { ($0.double ?? 0) >= 0.05 })
        }

        static let sums: [(JSON, JSON)] = [
            (["operation": "add", "a": 5, "b": 3], 8),
            (["operation": "subtract", "a": 5, "b": 8], -3),
            (["operation": "multiply", "a": 3, "b": 3_074_457_345_618_258_602], 9_223_372_036_854_775_806),
            (["operation": "divide", "a": 7, "b": 2], 3.5),
            (["operation": "divide", "a": 6, "b": 2], 3),
            (["operation": "modulo", "a": 7, "b": 4], 3),
            (["operation": "power", "a": 2, "b": 62], 4_611_686_018_427_387_904),
            (["operation": "min", "a": 7, "b": 4], 4),
            (["operation": "max", "a": 9_007_199_254_740_993, "b": 4], 9_007_199_254_740_993),
            (["operation": "sqrt", "a": 16], 4),
            (["operation": "abs", "a": -5], 5),
        ]

        @Test(arguments: sums) func mathCounts(payload: JSON, result: JSON) async throws {
            let job = try await rest.run("math", payload)
            #expect(job.status == "completed")
            #expect(job.result == ["result": result])
        }

        @Test func echoAnswersWhatItGot() async throws {
            let job = try await rest.run("echo", ["text": "hällo", "list": [1, 2.5, nil, true]])
            #expect(job.status == "completed")
            #expect(job.result == ["text": "hällo", "list": [1, 2.5, nil, true]])
        }

        @Test func randomFailureCanBeTamed() async throws {
            #expect(try await rest.run("random_failure", ["failure_rate": 0]).status == "completed")
        }

        @Test func httpRequestSendsAndReceives() async throws {
            let server = try LoopbackHTTPServer()
            defer { server.stop() }
            let job = try await rest.run(
                "http_request",
                [
                    "url": .string(server.url + "/200"), "method": "POST", "headers": ["X-Test": "yes"],
                    "body": "the body", "timeout_seconds": 10,
                ])
            #expect(job.status == "completed")
            #expect(job.result?["status"] == 200)
            #expect(job.result?["body"] == "hello")
            guard case .object(let headers)? = job.result?["headers"] else {
                Issue.record("no headers: \(job)")
                return
            }
            #expect(headers.contains { $0.key.lowercased() == "x-asked" })
            let request = try #require(server.requests.first)
            #expect(request.hasPrefix("POST /200 HTTP/1.1\r\n"))
            #expect(request.contains("X-Test: yes\r\n"))
            #expect(request.hasSuffix("\r\n\r\nthe body"))
        }

        @Test func httpRequestTakesAClientErrorAsFinal() async throws {
            let server = try LoopbackHTTPServer()
            defer { server.stop() }
            let job = try await rest.run("http_request", ["url": .string(server.url + "/404")])
            #expect(job.status == "failed")
            #expect(job.error?.code == "http_404")
            #expect(job.attempt == 1)
        }

        @Test func httpRequestRetriesAServerError() async throws {
            let server = try LoopbackHTTPServer()
            defer { server.stop() }
            let job = try await rest.run("http_request", ["url": .string(server.url + "/503")], ["max_retries": 1])
            #expect(job.status == "dead_letter")
            #expect(job.error?.code == "http_503")
            #expect(server.requests.count == 2)
        }
    }
}
