import Foundation
import Testing

@testable import JobyardPlugin

@Suite struct JSONTextTests {
    @Test(arguments: ["", "plain", "\"quoted\" \\", "a\u{0}b\u{1F}\n\t", "λ 😀 \u{2028}"])
    func anyTextIsReadBackTheSame(_ text: String) throws {
        let json = JSONText.object(["key " + text: .string(text)])
        let members = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(members == ["key " + text: text])
    }

    @Test(
        arguments: [
            ("text", #""text""#), (-3, "-3"), (.integer(.min), "-9223372036854775808"), (0.5, "0.5"), (1e300, "1e+300"),
            (.number(.nan), #""nan""#), (.number(-.infinity), #""-inf""#), (true, "true"),
        ] as [(LogValue, String)])
    func everyValueIsJSON(_ value: LogValue, _ text: String) throws {
        let json = JSONText.object(["a": value])
        #expect(json == #"{"a":\#(text)}"#)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.utf8)) }
    }
}
