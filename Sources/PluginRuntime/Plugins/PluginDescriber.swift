import ChildProcesses
import Glibc
import NIOCore
import NIOPosix
import PluginWire

/// Asks a plugin file what it offers, in a child process: bounded in time and in what it may say.
struct PluginDescriber: Sendable {
    /// Absolute path of `jobyard-plugin-host`.
    var hostExecutable: String
    var timeoutMilliseconds: Int
    var eventLoopGroup: any EventLoopGroup

    /// Of the answer: 256 job types with their schemas do not need as much.
    private static let maximumAnswer = 8 << 20
    private static let maximumReason = 8 << 10

    /// The JSON that `describe` printed.
    func describe(_ file: String) async throws(PluginRefusal) -> [UInt8] {
        do {
            return try await answer(file)
        } catch let refusal as PluginRefusal {
            throw refusal
        } catch {
            throw PluginRefusal(file: file, reason: "cannot be described: \(error)")
        }
    }

    private func answer(_ file: String) async throws -> [UInt8] {
        let eventLoop = eventLoopGroup.next()
        let plan = ProcessPlan(
            executable: hostExecutable, arguments: ["describe", file], environment: BareEnvironment.make())
        let spawned = try await NIOThreadPool.singleton.runIfActive { try SpawnedProcess.start(plan) }
        let child = ChildProcess(spawned, eventLoop: eventLoop)
        let isLate = eventLoop.scheduleTask(in: .milliseconds(Int64(timeoutMilliseconds))) {
            child.signalGroup(SIGKILL)
        }
        let readTime = TimeAmount.milliseconds(Int64(timeoutMilliseconds) + 1000)
        async let answer = OutputCollector.collect(
            spawned.standardOutput, atMost: Self.maximumAnswer, within: readTime, eventLoop: eventLoop)
        async let reason = OutputCollector.collect(
            spawned.standardError, atMost: Self.maximumReason, within: readTime, eventLoop: eventLoop)
        let exit = try await child.exit.get()
        isLate.cancel()
        let (json, complaint) = await (answer, reason)
        guard exit == .exited(0) else {
            if (try? await isLate.futureResult.get()) != nil {
                throw PluginRefusal(file: file, reason: "did not describe itself within \(timeoutMilliseconds) ms")
            }
            let words = String(decoding: complaint, as: UTF8.self).split(separator: "\n").joined(separator: "; ")
            let isReason = exit.hostExitCode == .refused && !words.isEmpty
            throw PluginRefusal(file: file, reason: isReason ? words : "the describing process \(exit) \(words)")
        }
        guard json.count < Self.maximumAnswer else {
            throw PluginRefusal(file: file, reason: "describes itself in more than \(Self.maximumAnswer) bytes")
        }
        return json
    }
}
