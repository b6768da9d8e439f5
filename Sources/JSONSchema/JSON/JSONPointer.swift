/// Writes and reads JSON pointers (RFC 6901). "" is the whole value.
package enum JSONPointer {
    package static func append(_ name: String, to pointer: String) -> String {
        var pointer = pointer
        append(name, to: &pointer)
        return pointer
    }

    package static func append(_ index: Int, to pointer: String) -> String { "\(pointer)/\(index)" }

    static func append(_ name: String, to pointer: inout String) {
        pointer += "/"
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": pointer += "~0"
            case "/": pointer += "~1"
            default: pointer.unicodeScalars.append(scalar)
            }
        }
    }

    /// The names and indices that it goes through; nil: it is no pointer.
    static func tokens(of pointer: String) -> [String]? {
        var tokens: [String.UnicodeScalarView] = []
        var isEscaped = false
        for scalar in pointer.unicodeScalars {
            if scalar == "/", !isEscaped {
                tokens.append(.init())
                continue
            }
            guard let last = tokens.indices.last else { return nil }
            switch (isEscaped, scalar) {
            case (false, "~"): isEscaped = true
            case (true, "0"), (true, "1"):
                tokens[last].append(scalar == "0" ? "~" : "/")
                isEscaped = false
            case (true, _): return nil
            case (false, _): tokens[last].append(scalar)
            }
        }
        return isEscaped ? nil : tokens.map(String.init)
    }

    /// The index that a token is, when it is asked of an array; nil: it is none.
    static func index(_ token: String) -> Int? {
        guard let first = token.utf8.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first else { return nil }
        guard first != UInt8(ascii: "0") || token.utf8.count == 1 else { return nil }
        return Int(token)
    }
}
