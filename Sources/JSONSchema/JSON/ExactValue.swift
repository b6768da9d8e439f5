/// A value that equals another in the sense of JSON Schema, ``JSONValue/isEqual(to:)``: to find one among many.
struct ExactValue: Hashable, Sendable {
    let value: JSONValue

    init(_ value: JSONValue) { self.value = value }

    static func == (one: ExactValue, two: ExactValue) -> Bool { one.value.isEqual(to: two.value) }

    func hash(into hasher: inout Hasher) {
        switch value.kind {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .number(let number): hasher.combine(number)
        case .string(let string): hasher.combine(ExactString(string))
        case .array(let elements):
            hasher.combine(elements.count)
            for element in elements { hasher.combine(ExactValue(element)) }
        case .object(let object):
            // A sum, since the order of the members does not matter.
            var sum = 0
            for (name, value) in object.members {
                var member = Hasher()
                member.combine(ExactString(name))
                member.combine(ExactValue(value))
                sum &+= member.finalize()
            }
            hasher.combine(object.members.count)
            hasher.combine(sum)
        }
    }
}
