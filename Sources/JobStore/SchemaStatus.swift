/// Which steps of the schema a database has.
package struct SchemaStatus: Sendable, Hashable {
    package struct Step: Sendable, Hashable {
        /// From 1, without gaps; steps are applied in this order.
        package let number: Int
        /// What it brings, in a few words.
        package let name: String
        package let isApplied: Bool

        package init(number: Int, name: String, isApplied: Bool) {
            self.number = number
            self.name = name
            self.isApplied = isApplied
        }
    }

    /// All that this program knows, the first first.
    package let steps: [Step]

    package init(steps: [Step]) { self.steps = steps }

    /// - Parameter applied: the numbers that the database names.
    /// - Throws: `newerSchema`.
    init(known steps: [(number: Int, name: String)], applied: Set<Int>) throws(JobStoreError) {
        let known = steps.last?.number ?? 0
        if let newest = applied.max(), newest > known { throw .newerSchema(found: "\(newest)", known: "\(known)") }
        self.init(steps: steps.map { Step(number: $0.number, name: $0.name, isApplied: applied.contains($0.number)) })
    }

    package var isCurrent: Bool { steps.allSatisfy(\.isApplied) }
}
