import JobModel

/// An AttemptReport on its way through the events stream: a line of eight fields, then the texts whose lengths it
/// gives. The scripts pass it on unread.
enum ReportText {
    static func encode(_ report: AttemptReport) -> [UInt8] {
        let texts: [[UInt8]?] = [
            report.failure.map { Array($0.code.utf8) }, report.failure.map { Array($0.message.utf8) },
            report.progress?.message.map { Array($0.utf8) }, report.result,
        ]
        let fields =
            [
                report.ending.rawValue, report.hostProcessID.map { String($0) } ?? "-", report.signal ?? "-",
                report.progress.map { String($0.fraction) } ?? "-",
            ] + texts.map { text in text.map { String($0.count) } ?? "-" }
        return Array(fields.joined(separator: " ").utf8) + [UInt8(ascii: "\n")] + texts.compactMap(\.self).joined()
    }

    static func decode(_ bytes: ArraySlice<UInt8>) throws(QueueError) -> AttemptReport {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { throw .malformed("a report", "no header") }
        let header = String(decoding: bytes[..<end], as: UTF8.self)
        let fields = header.split(separator: " ")
        guard fields.count == 8, let ending = AttemptEnding(rawValue: String(fields[0])) else {
            throw .malformed("a report", header)
        }
        var rest = bytes[(end + 1)...]
        var texts: [ArraySlice<UInt8>?] = []
        for field in fields[4...] {
            guard field != "-" else {
                texts.append(nil)
                continue
            }
            guard let length = Int(field), length >= 0, length <= rest.count else {
                throw .malformed("a report", header)
            }
            texts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        let string = { (text: ArraySlice<UInt8>?) in text.map { String(decoding: $0, as: UTF8.self) } }
        var failure: JobFailure?
        if let code = string(texts[0]), let message = string(texts[1]) {
            failure = JobFailure(code: code, message: message)
        }
        return AttemptReport(
            ending: ending, result: texts[3].map(Array.init), failure: failure,
            hostProcessID: Int32(fields[1]), signal: fields[2] == "-" ? nil : String(fields[2]),
            progress: Double(fields[3]).map { JobProgress(fraction: $0, message: string(texts[2])) })
    }
}
