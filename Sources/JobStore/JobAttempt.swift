import JobModel

/// One attempt of a job as the record knows it.
package struct JobAttempt: Sendable, Hashable {
    package let token: LeaseToken
    /// From 1; the job's count of leases when it began.
    package var number: Int
    package var startedAt: Timestamp
    package var end: End?

    /// How, and when, an attempt ended.
    package struct End: Sendable, Hashable {
        package var at: Timestamp
        package var ending: Ending
        package var failure: JobFailure?
        package var hostProcessID: Int32?
        /// The name of the signal that ended the plugin host.
        package var signal: String?

        package init(
            at: Timestamp, ending: Ending, failure: JobFailure? = nil, hostProcessID: Int32? = nil,
            signal: String? = nil
        ) {
            self.at = at
            self.ending = ending
            self.failure = failure
            self.hostProcessID = hostProcessID
            self.signal = signal
        }
    }

    package enum Ending: Sendable, Hashable {
        case reported(AttemptEnding)
        /// Nobody reported it: its worker was lost, or a later attempt began.
        case lost
    }

    package init(token: LeaseToken, number: Int, startedAt: Timestamp, end: End? = nil) {
        self.token = token
        self.number = number
        self.startedAt = startedAt
        self.end = end
    }
}

extension JobAttempt.Ending: RawRepresentable {
    /// Its name in the record.
    package var rawValue: String {
        switch self {
        case .reported(let ending): ending.rawValue
        case .lost: "lost"
        }
    }

    package init?(rawValue: String) {
        if rawValue == "lost" {
            self = .lost
        } else if let ending = AttemptEnding(rawValue: rawValue) {
            self = .reported(ending)
        } else {
            return nil
        }
    }
}
