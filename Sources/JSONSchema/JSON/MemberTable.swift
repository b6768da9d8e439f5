/// Values by name, in the order in which they came; no name twice. Lookups take constant time however many there are.
struct MemberTable<Value: Sendable>: Sendable {
    private(set) var members: [(name: String, value: Value)] = []
    /// Empty while there are so few members that looking at each is faster.
    private var positions: [ExactString: Int] = [:]
    private static var fewMembers: Int { 8 }

    func position(of name: String) -> Int? {
        let name = ExactString(name)
        if members.count <= Self.fewMembers {
            return members.firstIndex { ExactString($0.name) == name }
        }
        return positions[name]
    }

    subscript(name: String) -> Value? { position(of: name).map { members[$0].value } }

    func contains(_ name: String) -> Bool { position(of: name) != nil }

    /// False, and nothing changed: the name is there already.
    mutating func append(_ name: String, _ value: Value) -> Bool {
        guard !contains(name) else { return false }
        members.append((name, value))
        if members.count > Self.fewMembers { indexNewMembers() }
        return true
    }

    /// Gives the member that was appended last its value.
    mutating func setLast(_ value: Value) {
        guard !members.isEmpty else { return }
        members[members.count - 1].value = value
    }

    private mutating func indexNewMembers() {
        for position in positions.count..<members.count {
            positions[ExactString(members[position].name)] = position
        }
    }
}
