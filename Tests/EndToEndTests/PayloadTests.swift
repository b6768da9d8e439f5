import Foundation
import Testing

extension SharedServerTests {
    /// A payload's bytes are kept as they came, and so are a result's.
    @Suite struct PayloadTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        /// Whitespace, the order of keys, a key twice, numbers beyond a double, and escapes that are legal and rare.
        static let payloads = [
            #"{ "b" : 1,"a":2 , "b2":[ ] }"#,
            #"{"id":9007199254740993,"big":12345678901234567890123,"small":1e-400,"zero":-0.0,"exponent":1E+2}"#,
            #"{"nul":"a\u0000b","slash":"\/","surrogates":"\ud83d\ude00","raw":"😀"}"#,
            "[1,\n\t2,\r\n 3 ]",
        ]

        @Test(arguments: payloads) func asAnObject(payload: String) async throws {
            try await expectKept(payload, in: #"{"job_type":"echo","payload":\#(payload)}"#)
        }

        @Test(arguments: payloads + [#""text""#, "17", "null"]) func asAString(payload: String) async throws {
            let quoted = String(decoding: try JSONEncoder().encode(payload), as: UTF8.self)
            try await expectKept(payload, in: #"{"payload":\#(quoted),"job_type":"echo"}"#)
        }

        private func expectKept(_ payload: String, in body: String) async throws {
            let submitted = try await rest.post("/jobs", Array(body.utf8))
            #expect(submitted.status == 201)
            #expect(submitted.text.contains("\"payload\":\(payload),\"result\":null,"))
            let identifier = try submitted.job().jobID
            _ = try await rest.job(identifier, until: \.isFinal)
            let answer = try await rest.get("/jobs/\(identifier)")
            #expect(answer.text.contains("\"payload\":\(payload),\"result\":\(payload),\"error\":null,"))
        }
    }
}
