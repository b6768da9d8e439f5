import JobModel
import JobStore
import Testing

@testable import API

@Suite struct ListRequestTests {
    @Test func whatIsLeftOpen() throws {
        let query = try ListRequest().query()
        #expect(query.states == nil && query.type == nil && query.bounds == (nil, nil))
        #expect(query.limit == ListRequest.standardLimit)
    }

    @Test func everyFaultIsNamed() {
        let error = #expect(throws: APIError.self) {
            try ListRequest(statuses: ["done"], type: "No", limit: 0, cursor: "x").query()
        }
        #expect(error?.code == .invalidField)
        #expect(error?.violations.map(\.pointer) == ["status_filter", "job_type", "limit", "cursor"])
    }
}

@Suite struct RequestCheckTests {
    @Test func namesAreCutAndFaultsCounted() {
        var check = RequestCheck()
        for _ in 0..<100 { check.refuse("/" + String(repeating: "a", count: 10_000), "is not known") }
        let error = #expect(throws: APIError.self) { try check.finish() }
        #expect(error?.violations.count == 20)
        #expect((error?.violations.first?.pointer.utf8.count ?? 0) < 300)
    }
}

@Suite struct RequestIDTests {
    @Test(arguments: ["a", "01-ab:/+=", String(repeating: "x", count: 128)])
    func isKept(sent: String) { #expect(RequestID(sent: sent).description == sent) }

    @Test(arguments: [nil, "", "a b", "a\nb", "ü", "\u{7f}", String(repeating: "x", count: 129)])
    func isMade(sent: String?) {
        let id = RequestID(sent: sent).description
        #expect(id != sent && id.count == 16)
    }
}
