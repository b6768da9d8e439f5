/// The way from a whole value to a part of it. Becomes a pointer only when there is something to report.
struct JSONLocation {
    enum Step {
        case member(String)
        case element(Int)
    }

    /// Names are as long as the sender likes; twenty reports of them are not.
    private static let maximumPointerBytes = 1024

    var steps: [Step] = []

    var pointer: String {
        var pointer = ""
        for step in steps {
            switch step {
            case .member(let name): JSONPointer.append(name, to: &pointer)
            case .element(let index): pointer = JSONPointer.append(index, to: pointer)
            }
            if pointer.utf8.count > Self.maximumPointerBytes {
                return String(decoding: pointer.utf8.prefix(Self.maximumPointerBytes), as: UTF8.self) + "…"
            }
        }
        return pointer
    }
}
