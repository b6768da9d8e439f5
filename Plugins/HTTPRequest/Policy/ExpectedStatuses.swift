/// Which statuses a job counts as success: `[200, 404]`, `["2xx"]` or both in one list.
package struct ExpectedStatuses: Sendable, Hashable, Decodable, CustomStringConvertible {
    /// Every success and every redirect, as redirects are not followed unless the job says so.
    package static let usual = ExpectedStatuses(entries: [.hundred(2), .hundred(3)])

    /// What may be named one by one.
    package static let statuses = 200...599
    /// What may be named at once: all that begin with one digit.
    package static let hundreds = ["2xx", "3xx", "4xx", "5xx"]

    private let entries: [Entry]

    private init(entries: [Entry]) {
        self.entries = entries
    }

    package init(from decoder: any Decoder) throws {
        let list = try decoder.singleValueContainer()
        entries = try list.decode([Entry].self)
        guard !entries.isEmpty else {
            throw DecodingError.dataCorruptedError(in: list, debugDescription: "no status would be a success")
        }
    }

    package func contains(_ status: Int) -> Bool {
        entries.contains {
            switch $0 {
            case .one(let one): status == one
            case .hundred(let digit): status / 100 == digit
            }
        }
    }

    /// For people, such as `200, 4xx`.
    package var description: String {
        entries.map {
            switch $0 {
            case .one(let one): String(one)
            case .hundred(let digit): "\(digit)xx"
            }
        }.joined(separator: ", ")
    }

    private enum Entry: Sendable, Hashable, Decodable {
        case one(Int)
        /// All that begin with this digit.
        case hundred(Int)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let status = try? value.decode(Int.self), ExpectedStatuses.statuses.contains(status) {
                self = .one(status)
            } else if let text = try? value.decode(String.self),
                let index = ExpectedStatuses.hundreds.firstIndex(of: text)
            {
                self = .hundred(index + 2)
            } else {
                throw DecodingError.dataCorruptedError(
                    in: value, debugDescription: #"neither a status from 200 to 599 nor "2xx" to "5xx""#)
            }
        }
    }
}
