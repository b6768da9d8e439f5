extension JSONReader {
    /// An array or object whose end has not come yet.
    private struct OpenContainer {
        let start: Int
        let isObject: Bool
        var elements: [JSONValue] = []
        var members = MemberTable<JSONValue>()

        mutating func add(_ value: JSONValue) {
            if isObject { members.setLast(value) } else { elements.append(value) }
        }
    }

    mutating func readTree() throws(JSONSyntaxError) -> JSONValue {
        var open: [OpenContainer] = []
        var root: JSONValue?
        while let token = try next() {
            let kind: JSONValue.Kind
            var start = tokenStart
            switch token {
            case .null: kind = .null
            case .bool(let flag): kind = .bool(flag)
            case .number(let shortInteger):
                let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
                kind = .number(JSONNumber(text: text, shortInteger: shortInteger))
            case .string: kind = .string(string)
            case .name:
                // Its place, so that a duplicate is seen at once; the value comes next.
                let (name, place) = (string, JSONValue(kind: .null, range: start..<start))
                guard open[open.count - 1].members.append(name, place) else { throw .duplicateMember(name, start) }
                continue
            case .arrayStart:
                open.append(OpenContainer(start: start, isObject: false))
                continue
            case .objectStart:
                open.append(OpenContainer(start: start, isObject: true))
                continue
            case .arrayEnd, .objectEnd:
                let container = open.removeLast()
                start = container.start
                kind =
                    container.isObject
                    ? .object(JSONObject(table: container.members)) : .array(container.elements)
            }
            let value = JSONValue(kind: kind, range: start..<position)
            if open.isEmpty { root = value } else { open[open.count - 1].add(value) }
        }
        guard let root else { throw expected("a value") }
        return root
    }

    /// Reads to the end, keeping no more than the names of the objects that are open.
    mutating func check() throws(JSONSyntaxError) {
        var names: [MemberTable<Void>] = []
        while let token = try next() {
            switch token {
            case .name:
                let name = string
                guard names[names.count - 1].append(name, ()) else { throw .duplicateMember(name, tokenStart) }
            case .objectStart: names.append(MemberTable())
            case .objectEnd: names.removeLast()
            case .null, .bool, .number, .string, .arrayStart, .arrayEnd: break
            }
        }
    }
}

extension JSONSyntaxError {
    fileprivate static func duplicateMember(_ name: String, _ offset: Int) -> JSONSyntaxError {
        JSONSyntaxError(offset: offset, reason: "the member \(JSONText.excerpt(name)) a second time")
    }
}
