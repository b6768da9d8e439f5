import Foundation
import Testing

@testable import JobyardPlugin

@Suite struct JSONTextTests {
    @Test(arguments: ["", "plain", "\"quoted\" \\", "a\u{0}b\u{1F}\n\t", "λ 😀 \u{2028}"])
    func anyTextIsReadBackTheSame(_ text: String) throws {
        let json = JSONText.object(["key " + text: text])
        let members = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(members == ["key " + text: text])
    }
}
