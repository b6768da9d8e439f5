import Foundation

/// A table that is printed row by row, as the figures come.
struct MarkdownTable {
    private let columns: Int

    init(_ titles: String...) {
        columns = titles.count
        print("\n| " + titles.joined(separator: " | ") + " |")
        print("| --- " + String(repeating: "| ---: ", count: columns - 1) + "|")
    }

    mutating func add(_ cells: String...) {
        print("| " + cells.joined(separator: " | ") + " |")
        fflush(nil)
    }
}
