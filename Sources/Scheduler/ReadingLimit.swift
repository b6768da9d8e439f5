/// How many entries one reading asks for: many, where each tells of few jobs, for a reading costs a commit. Where one fails it
/// may be for its size, and where it brought many transitions its commit holds up others: then fewer, and more again only
/// after several good ones, for what comes next is likely as large.
struct ReadingLimit {
    private static let most = 256
    static let mostTransitions = 4096
    static let goodReadingsBeforeMore = 16
    private(set) var entries = 64
    private var goodReadings = 0

    mutating func failed() {
        goodReadings = 0
        entries = max(1, entries / 2)
    }

    mutating func succeeded(transitions: Int) {
        guard transitions <= Self.mostTransitions else { return failed() }
        goodReadings += 1
        guard goodReadings == Self.goodReadingsBeforeMore else { return }
        goodReadings = 0
        entries = min(Self.most, entries * 2)
    }
}
