import JobStore
import Testing

@testable import jobyard

@Suite struct SchemaReportTests {
    private func status(applied count: Int) -> SchemaStatus {
        SchemaStatus(steps: (1...3).map { SchemaStatus.Step(number: $0, name: "step \($0)", isApplied: $0 <= count) })
    }

    @Test func itSaysWhatIsAndWhatWasDone() throws {
        let postgres = try DatabaseURL("postgresql://u:s3cret@h/d")
        let url = try #require(postgres)
        let current = SchemaReport(url, status(applied: 3))
        #expect(current.summary == "postgresql://u:********@h/d: the schema is current")
        let migrated = SchemaReport(url, status(applied: 3), before: status(applied: 1))
        #expect(migrated.summary == "postgresql://u:********@h/d: the schema is current now: 2 steps applied")
        let pending = SchemaReport(url, status(applied: 2))
        #expect(pending.summary.hasPrefix("postgresql://u:********@h/d: 1 step pending"))
        #expect(
            TextTable.schema(SchemaReport(url, status(applied: 2), before: status(applied: 1))).lines == [
                "STEP  NAME    STATE", "   1  step 1  applied", "   2  step 2  applied now", "   3  step 3  pending",
            ])
        #expect(
            migrated.json
                == #"{"applied_now":[2,3],"current":true,"database":"postgresql://u:********@h/d","steps":["#
                + (1...3).map { #"{"applied":true,"name":"step \#($0)","number":\#($0)}"# }.joined(separator: ",")
                + "]}")
    }
}
