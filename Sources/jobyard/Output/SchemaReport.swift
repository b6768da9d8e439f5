import JobStore

/// What `jobyard migrate` tells of a database's schema.
struct SchemaReport: Sendable {
    /// Without its password.
    let database: String
    let status: SchemaStatus
    /// The numbers of the steps that were applied just now.
    let appliedNow: Set<Int>

    /// `before`: as it was found; nil: nothing was changed.
    init(_ database: DatabaseURL, _ status: SchemaStatus, before: SchemaStatus? = nil) {
        self.database = TerminalText.clean(database.shown)
        self.status = status
        appliedNow = Set(Self.applied(status)).subtracting(Self.applied(before ?? status))
    }

    /// One line.
    var summary: String {
        let pending = status.steps.count { !$0.isApplied }
        return switch (pending, appliedNow.count) {
        case (0, 0): "\(database): the schema is current"
        case (0, let count): "\(database): the schema is current now: \(Self.steps(count)) applied"
        default:
            "\(database): \(Self.steps(pending)) pending: `jobyard migrate`, or the start of a server, goes on from here"
        }
    }

    /// `{"database", "current", "steps": [{"number", "name", "applied"}], "applied_now": [number]}`
    var json: String {
        ConfigurationValue.map([
            "database": .string(database), "current": .flag(status.isCurrent),
            "steps": .list(
                status.steps.map { step in
                    .map([
                        "number": .number(String(step.number)), "name": .string(step.name),
                        "applied": .flag(step.isApplied),
                    ])
                }),
            "applied_now": .list(appliedNow.sorted().map { .number(String($0)) }),
        ]).json
    }

    private static func applied(_ status: SchemaStatus) -> [Int] { status.steps.filter(\.isApplied).map(\.number) }

    private static func steps(_ count: Int) -> String { count == 1 ? "1 step" : "\(count) steps" }
}

extension TextTable {
    static func schema(_ report: SchemaReport) -> TextTable {
        var table = TextTable(.right("STEP"), .left("NAME"), .left("STATE"))
        for step in report.status.steps {
            let state = report.appliedNow.contains(step.number) ? "applied now" : step.isApplied ? "applied" : "pending"
            table.append(String(step.number), step.name, state)
        }
        return table
    }
}
