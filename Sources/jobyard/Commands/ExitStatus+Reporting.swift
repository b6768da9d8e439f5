import API
import ArgumentParser
import JobQueue
import JobStore
import PluginRuntime

extension ExitStatus {
    /// Runs a command's body. An error of ours becomes text on standard error and an exit status.
    static func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ClientError {
            throw told("\(error)", ExitStatus(error))
        } catch let error as PayloadError {
            throw told("\(error)", .wrongUsage)
        } catch let error as ConfigurationError {
            throw told("\(error)", .failed)
        } catch let error as ListenError {
            throw told("\(error)", .failed)
        } catch let error as JobStoreError {
            throw told(error.shown, ExitStatus(error))
        } catch let error as QueueError {
            throw told("\(error)", .failed)
        } catch let error as PluginRefusal {
            throw told("\(error)", .failed)
        } catch StandardOutput.Failure.closed {
            throw outputClosed.code
        } catch StandardOutput.Failure.system(let error) {
            throw told("standard output cannot be written: \(error)", .outputClosed)
        }
    }

    private static func told(_ message: String, _ status: ExitStatus) -> ExitCode {
        StandardError.say(message)
        return status.code
    }
}
