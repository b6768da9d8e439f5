import Glibc
import HTTPRequestPolicy
import JobyardPlugin

/// A request and all that it is redirected to.
struct HTTPExchange {
    /// What holds for every request of the exchange.
    struct Terms {
        /// Of the whole exchange.
        let timeout: Duration
        /// Until a server is connected, for each.
        let connectTimeout: Duration
        let followsRedirects: Bool
        let expected: ExpectedStatuses
        let maximumBodyBytes: Int
        let addresses: AddressRule

        /// Whether a response with this head leads on to another request.
        func follows(_ head: ResponseHead) -> Bool {
            followsRedirects && RedirectRules.isRedirect(head.status) && head.headers["location"]?.isEmpty == false
        }
    }

    let terms: Terms
    let context: JobContext

    /// Blocks until there is a result, it has failed or the job is cancelled.
    func perform(_ first: OutgoingRequest) throws(PluginFailure) -> HTTPResponse {
        let session = try CurlSession()
        let clock = ContinuousClock()
        let deadline = clock.now + min(terms.timeout, context.remainingTime ?? terms.timeout)
        var request = first
        var origin = try origin(of: first)
        var redirects = 0
        var timing = TransferTiming()
        while true {
            let transfer = HTTPTransfer(request: request, terms: terms)
            try transfer.perform(in: session, within: deadline - clock.now) { context.isCancelled }
            timing += transfer.timing
            guard terms.follows(transfer.head) else {
                try judge(transfer.head)
                return HTTPResponse(
                    head: transfer.head, body: transfer.body, url: request.url, redirects: redirects, timing: timing)
            }
            redirects += 1
            guard redirects <= RedirectRules.maximumRedirects else {
                throw .discard(
                    code: "too_many_redirects",
                    message: "the server redirected more than \(RedirectRules.maximumRedirects) times")
            }
            let target = try redirectTarget(of: transfer.head, from: request.url)
            let isSameOrigin = target.origin == origin
            request = RedirectRules.follow(
                request, status: transfer.head.status, to: target.url, isSameOrigin: isSameOrigin)
            origin = target.origin
        }
    }

    private func origin(of request: OutgoingRequest) throws(PluginFailure) -> Origin {
        do {
            return try CurlURL.origin(of: request.url)
        } catch {
            throw .discard(code: error.code, message: error.message)
        }
    }

    /// What a server names is checked no less than what a job names.
    private func redirectTarget(
        of head: ResponseHead, from base: String
    ) throws(PluginFailure) -> (url: String, origin: Origin) {
        guard let url = CurlURL.resolve(head.headers["location"] ?? "", against: base) else {
            throw .discard(code: "redirect_refused", message: "the server redirects to what is no url")
        }
        do {
            try RequestRules.check(url: url)
            return (url, try CurlURL.origin(of: url))
        } catch {
            // The rest of the URL may hold what is not to be kept with the job.
            let target = CurlURL.host(of: url).map { " to \($0)" } ?? ""
            throw .discard(code: "redirect_refused", message: "the server redirects\(target), but \(error.message)")
        }
    }

    /// - Throws: what the status says of the job, if it is no success.
    private func judge(_ head: ResponseHead) throws(PluginFailure) {
        let code = "http_\(head.status)"
        let message = "the server answered with status \(head.status); expected was \(terms.expected)"
        switch StatusVerdict(status: head.status, expected: terms.expected) {
        case .result: return
        case .discard: throw .discard(code: code, message: message)
        case .retry:
            let after = RetryAfter.seconds(in: head.headers, now: time(nil)).map { Duration.seconds($0) }
            throw .retry(code: code, message: message, after: after)
        }
    }
}
