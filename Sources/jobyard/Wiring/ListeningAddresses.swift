/// The ports that the doors really listen on: the configured ones, or what the system chose for port 0.
struct ListeningAddresses: Sendable {
    let rest = Announced<Int>()
    let grpc = Announced<Int>()
}
