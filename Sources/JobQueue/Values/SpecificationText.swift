import JobModel

/// A value of the hash `jobs`: a line of limits, then the payload as it came. Type and priority stand in `live`.
enum SpecificationText {
    static func encode(_ specification: JobSpecification) -> [UInt8] {
        let policy = specification.retryPolicy
        let header =
            "\(specification.maximumRetries) \(specification.timeoutMilliseconds) \(policy.baseMilliseconds) "
            + "\(policy.factorThousandths) \(policy.capMilliseconds) \(specification.traceParent ?? "-")\n"
        return Array(header.utf8) + specification.payload
    }

    static func decode(_ bytes: [UInt8], type: String, priority: JobPriority) throws(QueueError) -> JobSpecification {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { throw .malformed("a jobs value", "no header") }
        let header = String(decoding: bytes[..<end], as: UTF8.self)
        let fields = header.split(separator: " ")
        let numbers = fields.prefix(5).compactMap { Int($0) }
        guard fields.count == 6, numbers.count == 5 else { throw .malformed("a jobs value", header) }
        return JobSpecification(
            type: type, payload: Array(bytes[(end + 1)...]), priority: priority, maximumRetries: numbers[0],
            timeoutMilliseconds: numbers[1],
            retryPolicy: RetryPolicy(
                baseMilliseconds: numbers[2], factorThousandths: numbers[3], capMilliseconds: numbers[4]),
            traceParent: fields[5] == "-" ? nil : String(fields[5]))
    }
}
