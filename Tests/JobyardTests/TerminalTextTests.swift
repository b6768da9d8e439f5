import Testing

@testable import jobyard

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain é 日本 👩‍👩‍👧", "plain é 日本 👩‍👩‍👧"), ("\u{1B}[31mred", "\\u001b[31mred"), ("\u{9B}31m", "\\u009b31m"),
        ("a\nb\tc\r", "a\\u000ab\\u0009c\\u000d"), ("\u{202E}abc\u{2066}", "\\u202eabc\\u2066"),
        ("\u{7F}\u{0}", "\\u007f\\u0000"),
        ("\u{2028}", "\\u2028"), ("\u{E0041}", "\\udb40\\udc41"),
    ])
    func whatCouldHarmATerminalIsShown(text: String, clean: String) { #expect(TerminalText.clean(text) == clean) }

    @Test func longTextsAreCut() { #expect(TerminalText.clean("abcdef", maximumLength: 3) == "abc…") }

    @Test func cleanJSONMeansTheSame() {
        #expect(TerminalText.cleanJSON("{\n\t\"a\": \"\u{9B}\"}") == "{\n\t\"a\": \"\\u009b\"}")
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
        ("e\u{301}e\u{301}", 2, "e\u{301}e\u{301}"),
        ("abc", 1, "…"),
    ])
    func textsAreCutToColumns(text: String, columns: Int, cut: String) {
        #expect(TerminalText.cut(text, toColumns: columns) == cut)
    }
}

@Suite struct TextTableTests {
    private func table() -> TextTable {
        var table = TextTable(.left("NAME"), .right("N"), .left("NOTE"))
        table.append("a", "1", "")
        table.append("日本", "100", "x\u{1B}\ty")
        return table
    }

    @Test func columnsAreAligned() {
        #expect(table().lines == ["NAME    N  NOTE", "a       1", "日本  100  x\\u001b\\u0009y"])
    }

    @Test func linesAreCutToTheTerminal() {
        var table = table()
        #expect(table.takeLines(columns: 12) == ["NAME    N  …", "a       1", "日本  100  …"])
    }

    @Test func laterRowsHaveNoTitles() {
        var table = table()
        _ = table.takeLines(columns: nil)
        table.append("b", "2", "z")
        #expect(table.takeLines(columns: nil) == ["b       2  z"])
    }
}
