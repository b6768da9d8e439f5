/// Writes JSON pointers (RFC 6901). "" is the whole value.
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
}
