import Testing

@testable import jobyard

@Suite struct NearestNameTests {
    @Test(
        arguments: [
            ("prot", "port"), ("pot", "port"), ("porrt", "port"), ("hots", "host"), ("database", "database"),
            ("datbaes", "database"), ("PORT", "port"), ("xyz", nil), ("ab", nil), ("", nil),
            (String(repeating: "p", count: 1000), nil),
        ] as [(String, String?)])
    func theNearestIsFoundIfItIsNear(name: String, nearest: String?) {
        #expect(NearestName.of(name, among: ["host", "port", "database"]) == nearest)
    }
}
