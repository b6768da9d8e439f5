import JobModel
import JobQueue

/// The record does not know what Redis has seen: it was restored from a backup, or from a replica that was behind, or it is
/// another database (docs/design.md, section 5, A record that went back in time).
enum OlderRecord: Error, Hashable, CustomStringConvertible {
    /// An epoch is in the record before it is in Redis.
    case epoch(record: Int, redis: Int)
    /// An entry is in the record before it leaves the stream.
    case entries(recorded: Int, next: Int)

    /// nil: the record goes on to where Redis is.
    ///
    /// - Parameter redis: as it was before the record's position was read: both only go forward.
    init?(_ record: RecordPosition, redis: QueueSession.Meta) {
        if let epoch = redis.epoch, epoch > record.epoch {
            self = .epoch(record: record.epoch, redis: epoch)
        } else if redis.trimmedThrough > record.sequence {
            self = .entries(recorded: record.sequence, next: redis.trimmedThrough + 1)
        } else {
            return nil
        }
    }

    /// For a metric.
    enum Kind: String, CaseIterable {
        case epoch = "older_epoch"
        case entries = "missing_entries"
    }

    var kind: Kind {
        switch self {
        case .epoch: .epoch
        case .entries: .entries
        }
    }

    var description: String {
        let found =
            switch self {
            case .epoch(let record, let redis): "it knows epoch \(record), Redis is at epoch \(redis)"
            case .entries(let recorded, let next):
                "its last entry is \(recorded), those that Redis still has begin with \(next)"
            }
        return "the database is older than Redis: \(found). It was restored from a backup, or is another database"
    }
}
