import Foundation
import Testing

@testable import jobyard

@Suite struct READMETests {
    @Test func everySettingIsInIt() throws {
        let root = URL(fileURLWithPath: #filePath).appending(path: "../../../README.md").standardizedFileURL
        let text = try String(contentsOf: root, encoding: .utf8)
        for setting in Setting.all {
            #expect(text.contains("`\(setting.variable)`"), "README.md does not name \(setting.variable)")
        }
    }
}
