/// How many entries one reading asks for. Where a reading fails it may be for the size of the answer: then fewer, and more again
/// only after several good ones, for what comes next is likely as large.
struct ReadingLimit {
    private static let most = 64
    static let goodReadingsBeforeMore = 16
    private(set) var entries = most
    private var goodReadings = 0

    mutating func failed() {
        goodReadings = 0
        entries = max(1, entries / 2)
    }

    mutating func succeeded() {
        goodReadings += 1
        guard goodReadings == Self.goodReadingsBeforeMore else { return }
        goodReadings = 0
        entries = min(Self.most, entries * 2)
    }
}
