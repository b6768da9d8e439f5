import JobModel
import Testing

@Suite struct JobIDTests {
    @Test func idsRiseEvenWhenTheClockStandsStillOrStepsBack() {
        let times: [Int64] = [1000, 1000, 1000, 999, 5, 1001, 1001, 3000]
        let clock = Times(times)
        let generator = JobIDGenerator { clock.next() }
        let ids = times.map { _ in generator.next() }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        #expect(ids.map(\.description) == ids.map(\.description).sorted(), "the order of the texts is the same")
    }

    @Test func manyInOneMillisecondStayDistinctAndOrdered() {
        let generator = JobIDGenerator { Timestamp(milliseconds: 1_700_000_000_000) }
        let ids = (0..<20_000).map { _ in generator.next() }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func carriesVersionVariantAndTime() {
        let id = JobIDGenerator { Timestamp(milliseconds: 0x0123_4567_89AB) }.next()
        let text = id.description
        #expect(text.hasPrefix("01234567-89ab-7"))
        #expect("89ab".contains(text[text.index(text.startIndex, offsetBy: 19)]))
        #expect(id.timestamp.milliseconds == 0x0123_4567_89AB)
    }

    @Test func textAndBytesComeBack() {
        let id = JobIDGenerator().next()
        #expect(JobID(id.description) == id)
        #expect(JobID(id.description.uppercased()) == id)
        #expect(JobID(bytes: id.bytes) == id)
    }

    @Test(arguments: [
        "", "x", "01234567-89ab-7000-8000-00000000000", "01234567-89ab-7000-8000-00000000000g",
        "0123456789ab-7000-8000-000000000000-0", "01234567-89ab-7000-8000-0000000000000",
    ])
    func refusesWhatIsNoID(_ text: String) {
        #expect(JobID(text) == nil)
    }
}

private final class Times: Sendable {
    private let stream: AsyncStream<Int64>
    private nonisolated(unsafe) var rest: [Int64]

    init(_ times: [Int64]) {
        rest = times
        stream = AsyncStream { $0.finish() }
    }

    func next() -> Timestamp { Timestamp(milliseconds: rest.isEmpty ? 0 : rest.removeFirst()) }
}
