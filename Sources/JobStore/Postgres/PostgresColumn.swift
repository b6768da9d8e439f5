/// One column of a table of values that a statement is given by `unnest`: its name, and where its values come from.
struct PostgresColumn<Row>: Sendable {
    let name: String
    let parameter: @Sendable ([Row]) -> PostgresParameter

    init<Value: PostgresEncodable & SendableMetatype>(_ name: String, _ value: @escaping @Sendable (Row) -> Value?) {
        self.name = name
        parameter = { PostgresParameter(array: $0.map(value)) }
    }
}

/// The columns together.
struct PostgresColumns<Row>: Sendable {
    private let columns: [PostgresColumn<Row>]

    init(_ columns: [PostgresColumn<Row>]) { self.columns = columns }

    var names: String { columns.map(\.name).joined(separator: ", ") }

    /// `unnest($1, $2, …)`.
    var unnest: String { "unnest(" + columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ") + ")" }

    /// The first parameter that is free behind them.
    func parameter(_ index: Int) -> String { "$\(columns.count + index)" }

    func parameters(_ rows: [Row]) -> [PostgresParameter] { columns.map { $0.parameter(rows) } }
}
