/// A retry policy as somebody asks for it: what is not given is the job type's.
package struct RetryPolicyRequest: Sendable, Hashable {
    package var baseSeconds: Double?
    package var factor: Double?
    package var capSeconds: Double?

    package init(baseSeconds: Double? = nil, factor: Double? = nil, capSeconds: Double? = nil) {
        self.baseSeconds = baseSeconds
        self.factor = factor
        self.capSeconds = capSeconds
    }
}
