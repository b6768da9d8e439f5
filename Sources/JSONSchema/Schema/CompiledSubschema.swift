/// A schema within a schema, compiled.
enum CompiledSubschema: Sendable {
    case anything
    case nothing
    case all([any SchemaAssertion])
}

/// Stands for a compiled subschema. By number rather than by value, so that one may refer to itself.
struct SubschemaID: Sendable, Hashable {
    let index: Int
}

extension [CompiledSubschema] {
    subscript(id: SubschemaID) -> CompiledSubschema {
        get { self[id.index] }
        set { self[id.index] = newValue }
    }
}
