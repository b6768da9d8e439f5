import Batching
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BatcherTests {
    @Test func aLoneInputGoesAtOnce() async throws {
        let batcher = Batcher<Int, Int>(maximumCount: 10) { $0.map { .success($0 * 2) } }
        #expect(try await batcher.submit(21) == 42)
    }

    @Test func whatGathersMeanwhileIsTheNextBatchInOrder() async throws {
        let work = HeldWork()
        let batcher = work.batcher(maximumCount: 10)
        try await withThrowingTaskGroup(of: Int.self) { group in
            try await submit([0, 1, 2, 3], to: batcher, work, in: &group)
            await work.letGo()
            var answers: [Int] = []
            for try await answer in group { answers.append(answer) }
            #expect(answers.sorted() == [0, 1, 2, 3])
        }
        #expect(await work.batches == [[0], [1, 2, 3]])
    }

    @Test func aBatchHasAtMostSoManyInputs() async throws {
        let work = HeldWork()
        let batcher = work.batcher(maximumCount: 2)
        try await withThrowingTaskGroup(of: Int.self) { group in
            try await submit([0, 1, 2, 3], to: batcher, work, in: &group)
            await work.letGo()
            try await group.waitForAll()
        }
        #expect(await work.batches == [[0], [1, 2], [3]])
    }

    @Test func aBatchWeighsAtMostSoMuchAndAHeavierInputGoesAlone() async throws {
        let work = HeldWork()
        let batcher = work.batcher(maximumCount: 10, maximumWeight: 5)
        try await withThrowingTaskGroup(of: Int.self) { group in
            try await submit([1, 2, 3, 9, 1, .max, 4], to: batcher, work, in: &group)
            await work.letGo()
            try await group.waitForAll()
        }
        #expect(await work.batches == [[1], [2, 3], [9], [1], [.max], [4]])
    }

    @Test func oneBatchIsUnderWayAtATime() async throws {
        let work = HeldWork(open: true)
        let batcher = work.batcher(maximumCount: 7)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for input in 0..<500 { group.addTask { try await batcher.submit(input) } }
            var answers: Set<Int> = []
            for try await answer in group { answers.insert(answer) }
            #expect(answers == Set(0..<500))
        }
        #expect(await work.mostUnderWay == 1)
        #expect(await work.batches.flatMap(\.self).sorted() == Array(0..<500))
        #expect(await batcher.waitingCount == 0)
    }

    @Test func beyondTheBoundNothingIsTaken() async throws {
        let work = HeldWork()
        let batcher = work.batcher(maximumCount: 10, maximumWaiting: 2)
        try await withThrowingTaskGroup(of: Int.self) { group in
            try await submit([0, 1, 2], to: batcher, work, in: &group)
            await #expect(throws: Overloaded(waiting: 2)) { try await batcher.submit(3) }
            await work.letGo()
            try await group.waitForAll()
        }
        #expect(await work.batches == [[0], [1, 2]])
    }

    @Test func aFailureBelongsToItsInput() async throws {
        let batcher = Batcher<Int, Int>(maximumCount: 10) { inputs in
            inputs.map { $0 == 1 ? .failure(Refusal()) : .success($0) }
        }
        await #expect(throws: Refusal.self) { try await batcher.submit(1) }
        #expect(try await batcher.submit(2) == 2)
    }

    @Test func anInputWithoutAnAnswerIsToldSo() async throws {
        let batcher = Batcher<Int, Int>(maximumCount: 10) { _ in [] }
        await #expect(throws: Unanswered.self) { try await batcher.submit(1) }
        await #expect(throws: Unanswered.self) { try await batcher.submit(2) }
    }

    @Test func whoIsCancelledIsPerformedOnceAllTheSame() async throws {
        let work = HeldWork()
        let batcher = work.batcher(maximumCount: 10)
        // The first performs the batch under way, the second will perform the next: both are cancelled, the third is not.
        let performer = Task { try await batcher.submit(0) }
        try await eventually { await work.batches == [[0]] }
        let next = Task { try await batcher.submit(1) }
        try await eventually { await batcher.waitingCount == 1 }
        let other = Task { try await batcher.submit(2) }
        try await eventually { await batcher.waitingCount == 2 }
        performer.cancel()
        next.cancel()
        await work.letGo()
        #expect(try await performer.value == 0)
        #expect(try await next.value == 1)
        #expect(try await other.value == 2)
        #expect(await work.batches == [[0], [1, 2]])
        #expect(await work.sawCancellation == false)
    }

    /// Submits the first and, once it is under way, the others one after the other.
    private func submit(
        _ inputs: [Int], to batcher: Batcher<Int, Int>, _ work: HeldWork,
        in group: inout ThrowingTaskGroup<Int, any Error>
    ) async throws {
        for (index, input) in inputs.enumerated() {
            group.addTask { try await batcher.submit(input) }
            if index == 0 { try await eventually { await work.batches.count == 1 } }
            try await eventually { await batcher.waitingCount == index }
        }
    }
}

private struct Refusal: Error {}

/// Work that waits until it is let go, and keeps a diary.
private actor HeldWork {
    private(set) var batches: [[Int]] = []
    private(set) var mostUnderWay = 0
    private(set) var sawCancellation = false
    private var underWay = 0
    private var isOpen: Bool
    private var held: [CheckedContinuation<Void, Never>] = []

    init(open: Bool = false) { isOpen = open }

    nonisolated func batcher(
        maximumCount: Int, maximumWeight: Int = .max, maximumWaiting: Int = 1000
    ) -> Batcher<Int, Int> {
        Batcher(
            maximumCount: maximumCount, maximumWeight: maximumWeight, maximumWaiting: maximumWaiting, weight: { $0 },
            perform: { await self.perform($0) })
    }

    func letGo() {
        isOpen = true
        for continuation in held { continuation.resume() }
        held = []
    }

    private func perform(_ inputs: [Int]) async -> [Result<Int, any Error>] {
        batches.append(inputs)
        underWay += 1
        mostUnderWay = max(mostUnderWay, underWay)
        if !isOpen { await withCheckedContinuation { held.append($0) } }
        await Task.yield()
        sawCancellation = sawCancellation || Task.isCancelled
        underWay -= 1
        return inputs.map { .success($0) }
    }
}
