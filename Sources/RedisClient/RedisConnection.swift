import NIOCore

/// One connection to a Redis. Calls of any number of tasks go down it at once (pipelining) and are answered in order;
/// each call's commands stay together.
///
/// It is made by ``connect(_:eventLoopGroup:logger:)``, and closes for good with its first failure: no answer in time,
/// bytes that cannot be read, or Redis hanging up. Letting go of the last reference closes it too. A command that
/// blocks in Redis (XREAD BLOCK) holds up everybody behind it: give it a connection and a timeout of its own.
package final class RedisConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<RedisChannelHandler>
    private let exchange: Exchange
    private let commandTimeout: Duration

    init(
        channel: any Channel, handler: NIOLoopBound<RedisChannelHandler>, exchange: Exchange, commandTimeout: Duration
    ) {
        self.channel = channel
        self.handler = handler
        self.exchange = exchange
        self.commandTimeout = commandTimeout
    }

    deinit {
        channel.close(promise: nil)
    }

    // MARK: Calls

    /// Sends a command and waits for its answer.
    ///
    /// - Throws: ``RedisError/server(_:)`` where the answer is an error. A cancelled task stops waiting.
    package func send(_ command: RedisCommand, timeout: Duration? = nil) async throws(RedisError) -> RedisValue {
        let answers = try await send(pipeline: [command], timeout: timeout)
        guard let answer = answers.first else { throw .unexpectedReply("no answer") }
        return try answer.value()
    }

    /// Sends commands in one go and waits for all answers, in their order. Error replies are among them: the accessors
    /// of ``RedisValue`` throw them.
    ///
    /// A script that Redis does not know (after SCRIPT FLUSH) is sent again with its source, behind the rest.
    package func send(
        pipeline commands: [RedisCommand], timeout: Duration? = nil
    ) async throws(RedisError) -> [RedisValue] {
        let deadline = NIODeadline.now() + TimeAmount(timeout ?? commandTimeout)
        var answers = try await perform(commands, deadline: deadline)
        var unknown: [(index: Int, command: RedisCommand)] = []
        for (index, answer) in answers.enumerated() {
            if case .error(let error) = answer, error.code == "NOSCRIPT", let command = commands[index].withSource {
                unknown.append((index, command))
            }
        }
        guard !unknown.isEmpty else { return answers }
        let late = try await perform(unknown.map(\.command), deadline: deadline)
        for ((index, _), answer) in zip(unknown, late) { answers[index] = answer }
        return answers
    }

    /// Runs a script: one round trip, unless Redis does not know it yet.
    package func run(
        _ script: RedisScript, keys: [String], arguments: [RedisArgument] = [], timeout: Duration? = nil
    ) async throws(RedisError) -> RedisValue {
        try await send(RedisCommand(script, keys: keys, arguments: arguments), timeout: timeout)
    }

    func perform(_ commands: [RedisCommand], deadline: NIODeadline) async throws(RedisError) -> [RedisValue] {
        guard !commands.isEmpty else { return [] }
        let bytes = encode(commands)
        let id = exchange.makeID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                submit(bytes, commands: commands.count, id: id, deadline: deadline, caller: caller)
                // Cancelled before the call was there to be cancelled.
                if Task.isCancelled { exchange.cancel(id) }
            }
        } onCancel: {
            exchange.cancel(id)
        }
        return try result.get()
    }

    private func encode(_ commands: [RedisCommand]) -> ByteBuffer {
        var bytes = channel.allocator.buffer(capacity: commands.reduce(0) { $0 + $1.encodedSize })
        for command in commands { command.encode(into: &bytes) }
        return bytes
    }

    private func submit(
        _ bytes: ByteBuffer, commands: Int, id: UInt64, deadline: NIODeadline, caller: Exchange.Caller?
    ) {
        let submission = exchange.submit(bytes, commands: commands, id: id, deadline: deadline, caller: caller)
        if case .accepted(isFirst: true) = submission {
            channel.eventLoop.execute { [handler] in handler.value.flush() }
        }
    }

    /// Sends a PING that often from now on, so that a Redis that has gone silent is noticed: within `interval` and the
    /// command timeout.
    func keepAlive(every interval: Duration) {
        let pause = TimeAmount(interval)
        channel.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { [weak self] task in
            guard let self, isOpen else {
                task.cancel()
                return
            }
            submit(
                encode([RedisCommand("PING")]), commands: 1, id: exchange.makeID(),
                deadline: .now() + TimeAmount(commandTimeout), caller: nil)
        }
    }

    // MARK: Its end

    var isOpen: Bool { exchange.closeReason == nil }

    /// nil while it is open.
    package var closeReason: RedisError? { exchange.closeReason }

    /// Closes it: calls that wait for an answer fail. May be called any number of times, in a cancelled task too.
    package func close() async {
        closeSoon()
        await waitUntilClosed()
    }

    /// Closes it without waiting for the socket.
    func closeSoon() {
        exchange.close(Self.closedHere)
        channel.close(promise: nil)
    }

    /// The reason after ``close()``.
    static let closedHere = RedisError.connectionClosed("closed on this side")

    /// Returns when the connection has closed, or the task is cancelled.
    package func waitUntilClosed() async {
        let (closed, end) = AsyncStream.makeStream(of: Never.self)
        channel.closeFuture.whenComplete { _ in end.finish() }
        for await _ in closed {}
    }

    func whenClosed(_ body: @escaping @Sendable () -> Void) {
        channel.closeFuture.whenComplete { _ in body() }
    }
}
