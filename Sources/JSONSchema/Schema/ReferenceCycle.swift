/// Finds references that lead back to where they began without going into a part of the value: to follow them would not
/// end.
enum ReferenceCycle {
    private enum Visit {
        case never, underWay, done
    }

    private struct Step {
        let subschema: SubschemaID
        var rest: ArraySlice<SubschemaID>
    }

    /// Returns one of the references of a cycle; nil: there is none. Does not recurse: chains of references may be
    /// long.
    static func find(in subschemas: [CompiledSubschema], among references: [SchemaReference]) -> SchemaReference? {
        var visits = Array(repeating: Visit.never, count: subschemas.count)
        // Without a reference there is but the tree of the text: every cycle goes through what one leads to.
        for target in references.map(\.target) where visits[target.index] == .never {
            var steps = [Step(subschema: target, rest: appliedInPlace(by: subschemas[target])[...])]
            visits[target.index] = .underWay
            while let current = steps.indices.last {
                guard let next = steps[current].rest.popFirst() else {
                    visits[steps.removeLast().subschema.index] = .done
                    continue
                }
                switch visits[next.index] {
                case .done: continue
                case .never:
                    visits[next.index] = .underWay
                    steps.append(Step(subschema: next, rest: appliedInPlace(by: subschemas[next])[...]))
                case .underWay:
                    let start = steps.firstIndex { $0.subschema == next } ?? 0
                    let cycle = Set(steps[start...].map(\.subschema))
                    return references.first { cycle.contains($0.site.owner) && cycle.contains($0.target) }
                }
            }
        }
        return nil
    }

    private static func appliedInPlace(by subschema: CompiledSubschema) -> [SubschemaID] {
        guard case .all(let assertions) = subschema else { return [] }
        return assertions.flatMap(\.appliedInPlace)
    }
}
