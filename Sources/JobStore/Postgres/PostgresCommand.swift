/// A statement with its parameters.
struct PostgresCommand: Sendable {
    let sql: String
    let parameters: [PostgresParameter]
    /// Whether its plan is made once a connection. Otherwise it is made each time, for the values at hand.
    let isPrepared: Bool

    init(_ sql: String, _ parameters: [PostgresParameter] = [], isPrepared: Bool = true) {
        self.sql = sql
        self.parameters = parameters
        self.isPrepared = isPrepared
    }
}
