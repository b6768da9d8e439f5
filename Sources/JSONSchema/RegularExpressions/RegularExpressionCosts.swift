/// What PCRE2 may do between two of its callouts, so that ``RegularExpressionMatcher`` can charge for it beforehand.
struct RegularExpressionCosts: Sendable {
    /// The most that one character is compared with: the parts of the largest class.
    var partsOfClass = 1
    /// The most characters that are skipped before it is seen that there are too few: of `a{1000}`, 1,000.
    var minimumRepeats = 0
    /// Each comparison with what a group caught may take as long as that is.
    var hasBackreferences = false

    /// In sixteenths of an item, for each byte that is gone forward.
    var perByte: Int { 1 + partsOfClass / 4 }
    /// In items, for each callout.
    var perCallout: Int { 1 + (1 + minimumRepeats) * perByte / 16 }
}
