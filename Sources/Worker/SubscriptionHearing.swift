/// Whether a subscription still delivers: a value. Every heartbeat that Redis takes in is published to the worker's own
/// channel; a subscription on which none of several is heard is deaf, though its connection answers.
struct SubscriptionHearing: Hashable {
    /// The echo of the latest may still be on its way.
    static let mostUnheard = 3
    private var unheard = 0

    mutating func heard() { unheard = 0 }

    /// A heartbeat was taken in. Answers whether the subscription is deaf; it is then given its chance anew.
    mutating func acknowledged() -> Bool {
        unheard += 1
        guard unheard > Self.mostUnheard else { return false }
        unheard = 0
        return true
    }
}
