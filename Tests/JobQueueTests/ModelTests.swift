import Foundation
import JobModel
import TestSupport
import Testing

@testable import JobQueue

/// The scripts against the protocol as a program (docs/model): after each call of seeded sequences both have answered the
/// same, and hold the same.
///
/// JOBYARD_MODEL_STEPS asks for more steps than usual; JOBYARD_MODEL_SEED for others than usual.
@Suite(.serialized) struct ModelTests {
    static let stepsOfASequence = 2500
    static let environment = ProcessInfo.processInfo.environment
    static let steps = environment["JOBYARD_MODEL_STEPS"].flatMap { Int($0) } ?? 20_000
    static let firstSeed = environment["JOBYARD_MODEL_SEED"].flatMap { Int($0) } ?? 1

    @Test func theScriptsDoAsTheModelDoes() async throws {
        try await ModelReplay.run { replay in
            let sequences = max(1, Self.steps / Self.stepsOfASequence)
            for seed in Self.firstSeed..<(Self.firstSeed + sequences) {
                guard try await Self.isSame(seed: seed, replay) else { return }
            }
        }
    }

    /// Stops at the first difference: what follows from it says nothing.
    private static func isSame(seed: Int, _ replay: ModelReplay) async throws -> Bool {
        let lines = try await sequence(seed: seed)
        try await replay.begin()
        let decoder = JSONDecoder()
        var epoch = 0
        for (number, line) in lines.enumerated() {
            let step = try decoder.decode(ModelStep.self, from: Data(line.utf8))
            try replay.clock.freeze(atMilliseconds: step.now)
            let answer: String
            do {
                answer = try await replay.answer(step, stored: epoch)
            } catch {
                answer = "\(error)"
            }
            epoch = step.stored
            let state = try await replay.state.read(step.now)
            guard answer == step.answer, state == step.state else {
                Issue.record(
                    """
                    seed \(seed), step \(number + 1): \(line.components(separatedBy: ",\"answer\"")[0])
                    answer, expected: \(step.answer)
                    answer, found:    \(answer)
                    state, expected and not found:
                    \(difference(step.state, state))
                    state, found and not expected:
                    \(difference(state, step.state))
                    """)
                return false
            }
        }
        return true
    }

    private static func difference(_ some: String, _ others: String) -> String {
        let others = Set(others.split(separator: "\n"))
        return some.split(separator: "\n").filter { !others.contains($0) }.map { "  \($0)" }.joined(separator: "\n")
    }

    private static func sequence(seed: Int) async throws -> [String] {
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized.path
        let printed = try await runToEnd(
            ["python3", root + "/docs/model/sequences.py", "--seed", "\(seed)", "--steps", "\(stepsOfASequence)"])
        return String(decoding: printed, as: UTF8.self).components(separatedBy: "\n").filter { !$0.isEmpty }
    }
}
