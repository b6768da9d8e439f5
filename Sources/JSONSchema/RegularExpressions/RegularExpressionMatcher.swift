import CPCRE2

/// Matches regular expressions within a bound. For one validation, on one thread at a time.
///
/// PCRE2's own match limit begins anew at each place where a match may begin, so that it allows a text of 1 MiB a
/// million times as much. Therefore each expression is compiled with callouts before all of its items, which count the
/// steps.
final class RegularExpressionMatcher {
    enum Outcome {
        case found, notFound
        /// The steps or the memory did not suffice.
        case undecided
    }

    /// What the callouts know.
    private struct Meter {
        /// How many items may still be tried, or what costs as much.
        var items: Int
        let costs: RegularExpressionCosts
        /// Where the previous callout was, in bytes from the beginning of the text.
        var position = 0
    }

    private static let itemsPerStep = 2
    /// Of a match that fails at once: the call itself.
    private static let stepsPerMatch = 4

    /// nil: no memory.
    private let memory: OpaquePointer?
    private let context: OpaquePointer?

    init() {
        memory = pcre2_match_data_create_8(1, nil)
        context = pcre2_match_context_create_8(nil)
        guard let context else { return }
        _ = pcre2_set_heap_limit_8(context, ValidationBounds.patternHeap)
        _ = pcre2_set_match_limit_8(context, .max)
    }

    deinit {
        pcre2_match_data_free_8(memory)
        pcre2_match_context_free_8(context)
    }

    /// - Parameter steps: what may be spent; what was spent is taken off.
    func match(_ expression: RegularExpression, _ text: String, steps: inout Int) -> Outcome {
        guard let memory, let context else { return .undecided }
        // PCRE2 may look through the text for what a match must begin with before it tries anything.
        steps = max(0, steps - Self.stepsPerMatch - ValidationBounds.steps(bytes: text.utf8.count))
        guard steps > 0 else { return .undecided }
        var meter = Meter(items: steps * Self.itemsPerStep, costs: expression.costs)
        var text = text
        let result = text.withUTF8 { text in
            withUnsafeMutablePointer(to: &meter) { meter in
                _ = pcre2_set_callout_8(context, { RegularExpressionMatcher.count($0, $1) }, meter)
                let result = pcre2_match_8(
                    expression.code, text.baseAddress, text.count, 0, UInt32(PCRE2_NO_UTF_CHECK), memory, context)
                _ = pcre2_set_callout_8(context, nil, nil)
                return result
            }
        }
        steps = max(0, meter.items / Self.itemsPerStep)
        switch result {
        case 0...: return .found
        case PCRE2_ERROR_NOMATCH: return .notFound
        default: return .undecided
        }
    }

    /// What PCRE2 calls before each item. Anything but 0 ends the match.
    private static func count(
        _ callout: UnsafeMutablePointer<pcre2_callout_block_8>?, _ meter: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard let callout, let meter = meter?.assumingMemoryBound(to: Meter.self) else { return PCRE2_ERROR_CALLOUT }
        let position = callout.pointee.current_position
        let costs = meter.pointee.costs
        var cost = costs.perCallout
        if position > meter.pointee.position { cost += (position - meter.pointee.position) * costs.perByte / 16 }
        if costs.hasBackreferences { cost += caughtBytes(callout.pointee) / 64 * max(1, costs.minimumRepeats) }
        meter.pointee.position = position
        meter.pointee.items -= cost
        return meter.pointee.items > 0 ? 0 : PCRE2_ERROR_CALLOUT
    }

    /// Of all groups.
    private static func caughtBytes(_ callout: pcre2_callout_block_8) -> Int {
        var bytes = 0
        for group in 1..<max(1, Int(callout.capture_top)) {
            let (start, end) = (callout.offset_vector[2 * group], callout.offset_vector[2 * group + 1])
            if start < end, end != .max { bytes += Int(clamping: end - start) }
        }
        return bytes
    }
}
