/// How a child process is to be started.
struct ProcessPlan: Sendable {
    var executable: String
    var arguments: [String]
    var environment: [String: String]
    /// What becomes descriptors 3, 4 … in the child; closed in the parent once the child has them.
    var descriptors: [Int32] = []
}
