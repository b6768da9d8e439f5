import Glibc
import NIOCore
import Testing

@testable import RedisClient

@Suite struct ConnectionFailureTests {
    static let reasons: [(any Error, String)] = [
        (IOError(errnoCode: ECONNRESET, reason: "connection reset (error set)"), "Connection reset by peer"),
        (IOError(errnoCode: ECONNREFUSED, reason: "connect(descriptor:addr:size:)"), "Connection refused"),
        (ChannelError.connectTimeout(.seconds(1)), "no connection within 1.0 seconds"),
    ]

    @Test(arguments: reasons.indices) func whatTheSystemSaysIsToldInWords(index: Int) {
        let (error, reason) = Self.reasons[index]
        #expect(ConnectionFailure.reason(of: error) == reason)
    }

    @Test func unavailableIsSaidByWhoeverTellsOfIt() {
        let error = RedisError.unavailable("cannot connect to h:1: Connection refused")
        #expect("\(error)" == "cannot connect to h:1: Connection refused")
        #expect("\(RedisError.unavailable("\(error)"))" == "\(error)")
    }
}
