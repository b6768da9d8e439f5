/// A string that equals another only scalar by scalar. Swift's own `==` also takes canonical equivalents, such as
/// "é" in one scalar and in two, for equal; JSON does not.
struct ExactString: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (one: ExactString, two: ExactString) -> Bool {
        // The first two conditions are fast, and tell nearly all apart.
        one.text.utf8.count == two.text.utf8.count && one.text == two.text
            && one.text.unicodeScalars.elementsEqual(two.text.unicodeScalars)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
