/// What somebody may have meant who wrote a name that is not known.
enum NearestName {
    /// The nearest of the names, if it is near: at most two letters inserted, left out, changed or swapped with their
    /// neighbour, and fewer than half of them.
    static func of(_ name: String, among names: some Sequence<String>) -> String? {
        let letters = Array(name.lowercased().unicodeScalars)
        guard letters.count <= maximumLength else { return nil }
        let nearest = names.map { (name: $0, distance: distance(letters, Array($0.lowercased().unicodeScalars))) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let nearest, nearest.distance <= 2, nearest.distance * 2 < letters.count else { return nil }
        return nearest.name
    }

    private static let maximumLength = 100

    /// Optimal string alignment (Damerau 1964, restricted): three rows of the table are enough.
    private static func distance(_ one: [Unicode.Scalar], _ two: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...two.count)
        for row in one.indices {
            var current = [row + 1]
            for column in two.indices {
                let isSame = one[row] == two[column]
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (isSame ? 0 : 1))
                if row > 0, column > 0, one[row] == two[column - 1], one[row - 1] == two[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[two.count]
    }
}
