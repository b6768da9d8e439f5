/// What one validation may spend, whatever the schema and the value.
package struct ValidationBounds: Sendable {
    /// One is about 60 ns: a subschema or an assertion applied to a value, two items of a pattern tried, or 16 bytes of
    /// the value read.
    package let steps: Int
    /// Subschemas applied within one another. Each level of arrays and objects takes as many as keywords lie between it
    /// and the next; as many fit the stack of a thread with 512 KiB.
    let depth = 400

    /// What PCRE2 may allocate to remember where it could try again, in KiB: some 100,000 rounds of a repeated group.
    static let patternHeap: UInt32 = 16 << 10

    /// Some 0.2 s at worst.
    package static let standard = ValidationBounds(steps: 3_000_000)
    /// What most payloads need far less than, and what may run where others wait: some milliseconds.
    package static let quick = ValidationBounds(steps: 50_000)

    package init(steps: Int) { self.steps = steps }

    /// What it costs to read so many bytes of a value.
    static func steps(bytes: Int) -> Int { 1 + bytes / 16 }

    /// What it costs to calculate with a number of so many digits.
    static func steps(digits: Int) -> Int { 1 + digits / 4 }
}
