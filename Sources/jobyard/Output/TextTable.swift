/// Rows of text in aligned columns, with two spaces between them.
struct TextTable: Sendable {
    struct Column: Sendable {
        enum Alignment: Sendable {
            case left
            case right
        }

        let title: String
        var alignment = Alignment.left

        static func left(_ title: String) -> Column { Column(title: title) }
        static func right(_ title: String) -> Column { Column(title: title, alignment: .right) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []
    private var widths: [Int]
    private var hasTitles = false

    init(_ columns: Column...) {
        self.columns = columns
        widths = columns.map { TerminalText.columns(of: $0.title) }
    }

    /// One cell a column; they may hold anything.
    mutating func append(_ cells: String...) {
        let row = cells.map { TerminalText.clean($0) }
        widths = zip(widths, row).map { max($0, TerminalText.columns(of: $1)) }
        rows.append(row)
    }

    /// What was appended since the last time, below the titles the first time. `limit`: how many columns a line may
    /// have; nil: any number.
    mutating func takeLines(columns limit: Int?) -> [String] {
        let taken = hasTitles ? rows : [columns.map(\.title)] + rows
        rows = []
        hasTitles = true
        return taken.map { row in
            var line = zip(zip(columns, widths), row).map { Self.padded($1, to: $0.1, $0.0.alignment) }
                .joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return limit.map { TerminalText.cut(line, toColumns: $0) } ?? line
        }
    }

    private static func padded(_ text: String, to width: Int, _ alignment: Column.Alignment) -> String {
        let padding = String(repeating: " ", count: max(0, width - TerminalText.columns(of: text)))
        return alignment == .left ? text + padding : padding + text
    }
}
