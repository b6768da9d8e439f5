/// Turns single calls into batches. A batch is what has gathered while the previous one was under way, so nothing waits
/// on a timer: a lone input goes at once, and a crowd shares each trip.
///
/// One batch is under way at a time and the order of submission is kept, so that batches are performed as if the inputs
/// had been, one by one. There is no loop to run and none to stop: the first submitter of a batch performs it for all
/// who are in it, and then calls the first of the next.
package actor Batcher<Input: Sendable, Output: Sendable> {
    /// Does a batch and answers each input, in their order. It is not cancelled when a submitter is.
    package typealias Perform = @Sendable ([Input]) async -> [Result<Output, any Error>]

    private struct Waiter {
        let input: Input
        let turn: CheckedContinuation<Turn, Never>
    }

    /// What a submitter has waited for.
    private enum Turn {
        /// It stands first now: it performs the next batch, its own input among it.
        case perform
        case done(Result<Output, any Error>)
    }

    private let maximumCount: Int
    private let maximumWeight: Int
    private let maximumWaiting: Int
    private let weight: @Sendable (Input) -> Int
    private let perform: Perform
    private var waiting: [Waiter] = []
    private var underWay = false

    /// - Parameters:
    ///   - maximumCount: of inputs in one batch.
    ///   - maximumWeight: of one batch; an input that is heavier goes alone.
    ///   - maximumWaiting: inputs beyond so many are refused with ``Overloaded``.
    package init(
        maximumCount: Int, maximumWeight: Int = .max, maximumWaiting: Int = 10_000,
        weight: @escaping @Sendable (Input) -> Int = { _ in 1 }, perform: @escaping Perform
    ) {
        self.maximumCount = max(1, maximumCount)
        self.maximumWeight = maximumWeight
        self.maximumWaiting = maximumWaiting
        self.weight = weight
        self.perform = perform
    }

    /// Inputs that are not under way yet.
    package var waitingCount: Int { waiting.count }

    /// Hands an input in and waits for its answer. Once taken it is performed, exactly once: a submitter that is cancelled
    /// meanwhile still gets the answer.
    ///
    /// - Throws: ``Overloaded`` before anything was begun, ``Unanswered``, or the input's own failure.
    package func submit(_ input: Input) async throws -> Output {
        guard waiting.count < maximumWaiting else { throw Overloaded(waiting: waiting.count) }
        let turn = await withCheckedContinuation { turn in
            waiting.append(Waiter(input: input, turn: turn))
            if !underWay { callFirst() }
        }
        switch turn {
        case .done(let result): return try result.get()
        case .perform: return try await performBatch().get()
        }
    }

    private func callFirst() {
        underWay = !waiting.isEmpty
        waiting.first?.turn.resume(returning: .perform)
    }

    /// Performs the batch that the caller's input stands first in, and answers that input.
    private func performBatch() async -> Result<Output, any Error> {
        let batch = takeBatch()
        let inputs = batch.map(\.input)
        // A task of its own, awaited here: the performer's cancellation must not reach the inputs of the others.
        var results = await Task { [perform] in await perform(inputs) }.value
        while results.count < batch.count { results.append(.failure(Unanswered())) }
        callFirst()
        for (waiter, result) in zip(batch, results).dropFirst() { waiter.turn.resume(returning: .done(result)) }
        return results[0]
    }

    private func takeBatch() -> [Waiter] {
        var count = 0
        var total = 0
        for waiter in waiting.prefix(maximumCount) {
            let (sum, overflow) = total.addingReportingOverflow(weight(waiter.input))
            if count > 0 && (overflow || sum > maximumWeight) { break }
            total = overflow ? .max : sum
            count += 1
        }
        defer { waiting.removeFirst(count) }
        return Array(waiting.prefix(count))
    }
}
