/// The version of a job: a pair that every transition raises, never packed into one number.
///
/// The epoch names one opening of Redis, so a row is never overwritten by a Redis that went back in time.
package struct JobVersion: Sendable, Hashable, Comparable {
    package var epoch: Int
    package var version: Int

    /// A change of the row itself (cancel, replay) leaps to the next multiple of this, above anything that Redis
    /// may have made of the job meanwhile.
    package static let leap = 1 << 20

    package init(epoch: Int, version: Int) {
        self.epoch = epoch
        self.version = version
    }

    package func leaped(in epoch: Int) -> JobVersion {
        JobVersion(epoch: epoch, version: version / Self.leap * Self.leap + Self.leap)
    }

    /// Which life of the job: each cancel or replay of the row begins the next. The database alone begins one, so it counts
    /// before the epoch.
    package var life: Int { version / Self.leap }

    package static func < (left: JobVersion, right: JobVersion) -> Bool {
        (left.life, left.epoch, left.version) < (right.life, right.epoch, right.version)
    }
}
