/// The text of a schema, read. A value in it is known by where its text begins: no other value begins there.
struct SchemaDocument {
    let root: JSONValue

    /// Where a value of this document stands, for messages. Found anew each time: pointers are long, and seldom wanted.
    func pointer(to value: JSONValue) -> String {
        let start = value.range.lowerBound
        var location = JSONLocation()
        var part = root
        while part.range.lowerBound != start {
            switch part.kind {
            case .array(let elements):
                guard let index = elements.firstIndex(where: { $0.range.contains(start) }) else {
                    return location.pointer
                }
                location.steps.append(.element(index))
                part = elements[index]
            case .object(let object):
                guard let member = object.members.first(where: { $0.value.range.contains(start) }) else {
                    return location.pointer
                }
                location.steps.append(.member(member.name))
                part = member.value
            default: return location.pointer
            }
        }
        return location.pointer
    }

    /// What a JSON pointer leads to; nil: nothing, or it is no pointer.
    func value(at pointer: String) -> JSONValue? {
        guard let tokens = JSONPointer.tokens(of: pointer) else { return nil }
        return tokens.reduce(root) { part, token -> JSONValue? in
            switch part?.kind {
            case .object(let object): object[token]
            case .array(let elements):
                JSONPointer.index(token).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }
}
