import JobModel

/// A lease as Redis lists it.
package struct ListedLease: Sendable, Hashable {
    package var id: JobID
    package var token: LeaseToken
    package var type: String

    package init(id: JobID, token: LeaseToken, type: String) {
        self.id = id
        self.token = token
        self.type = type
    }
}
