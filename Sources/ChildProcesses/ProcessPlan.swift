/// How a child process is to be started.
package struct ProcessPlan: Sendable {
    package var executable: String
    package var arguments: [String]
    package var environment: [String: String]
    /// What becomes descriptors 3, 4 … in the child; closed in the parent once the child has them.
    package var descriptors: [Int32] = []

    package init(
        executable: String, arguments: [String], environment: [String: String], descriptors: [Int32] = []
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.descriptors = descriptors
    }
}
