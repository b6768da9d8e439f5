/// Proves a worker's right to one attempt: `<worker>/<call>.<index>`, fresh for every lease.
package struct LeaseToken: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var worker: WorkerID { WorkerID(String(text.prefix { $0 != "/" })) }
    package var description: String { text }
}
