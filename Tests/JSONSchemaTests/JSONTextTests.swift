import JSONSchema
import Testing

@Suite struct JSONTextTests {
    @Test(arguments: [
        ("", #""""#), ("a/b", #""a/b""#), ("\"\\", #""\"\\""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{8}\u{1F}\u{7F}", "\"\\u0000\\u0008\\u001f\u{7F}\""), ("é😀\u{2028}", "\"é😀\u{2028}\""),
    ])
    func quotes(string: String, quoted: String) throws {
        #expect(JSONText.quote(string) == quoted)
        var bytes: [UInt8] = [0x5B]
        JSONText.append(quoted: string, to: &bytes)
        #expect(bytes == [0x5B] + Array(quoted.utf8))
        guard case .string(string) = try JSONValue.parse(quoted).kind else {
            Issue.record("\(quoted) is not read back")
            return
        }
    }

    @Test(arguments: [("a", "/x/a"), ("", "/x/"), ("a/b", "/x/a~1b"), ("~1", "/x/~01"), ("é", "/x/é")])
    func pointersAreEscaped(name: String, pointer: String) {
        #expect(JSONPointer.append(name, to: "/x") == pointer)
    }

    @Test func pointersLeadToElements() { #expect(JSONPointer.append(7, to: "/x") == "/x/7") }
}
