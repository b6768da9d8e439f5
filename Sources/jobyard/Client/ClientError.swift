/// Why the server's answer is not there. Says what to do; fit for a terminal.
enum ClientError: Error, Hashable, CustomStringConvertible {
    case invalidAddress(String)
    case unreachable(ServerAddress, reason: String)
    /// A change was asked for, and nothing came back: it may have been made.
    case unanswered(ServerAddress, reason: String)
    case refused(Refusal)
    case unreadable(reason: String)
    case tooLarge(maximumBytes: Int)

    var description: String {
        switch self {
        case .invalidAddress(let text):
            "\"\(SecretMask.masking(TerminalText.clean(text, maximumLength: 200)))\" is no server's address: "
                + "give --url or JOBYARD_URL as http://host:port"
        case .unreachable(let address, let reason):
            "no server answers at \(address.shown) (\(TerminalText.clean(reason, maximumLength: 200))): "
                + "start `jobyard up`, or name another with --url or JOBYARD_URL"
        case .unanswered(let address, let reason):
            "no answer came from \(address.shown) (\(TerminalText.clean(reason, maximumLength: 200))): it may have been done "
                + "all the same; look with `jobyard get` or `jobyard list` before you repeat it"
        case .refused(let refusal): refusal.description
        case .unreadable(let reason):
            "the answer cannot be read (\(TerminalText.clean(reason, maximumLength: 200))): "
                + "is it a Jobyard server of this version that --url or JOBYARD_URL names?"
        case .tooLarge(let bytes): "the answer has more than \(bytes >> 20) MiB, and is not read"
        }
    }

    /// Whether the same request may succeed a little later.
    var isTemporary: Bool {
        switch self {
        case .unreachable, .unanswered: true
        case .refused(let refusal): refusal.isTemporary
        case .invalidAddress, .unreadable, .tooLarge: false
        }
    }
}
