/// Turns a schema into assertions, and refuses what it does not understand.
struct SchemaCompiler {
    /// What all patterns of a schema may come to, see ``RegularExpression/size``: bounds the time that compiling them
    /// takes.
    private static let maximumPatternSizes = 200_000

    let document: SchemaDocument
    /// nil: referred to, but not compiled yet.
    private var subschemas: [CompiledSubschema?] = []
    /// By where their text begins.
    private var identifiers: [Int: SubschemaID] = [:]
    private var anchors: [ExactString: SubschemaID] = [:]
    private var references: [SchemaReference] = []
    private var patterns: [ExactString: RegularExpression] = [:]
    private var patternSizes = 0

    /// - Returns: the subschemas, and which of them is the whole.
    static func compile(
        _ document: SchemaDocument
    ) throws(JSONSchemaError) -> (subschemas: [CompiledSubschema], root: SubschemaID) {
        var compiler = SchemaCompiler(document: document)
        let root = try compiler.compile(document.root)
        for reference in compiler.references where compiler.subschemas[reference.target.index] == nil {
            throw reference.site.malformed("leads to nothing that is a schema")
        }
        let subschemas = compiler.subschemas.map { $0 ?? .nothing }
        if let reference = ReferenceCycle.find(in: subschemas, among: compiler.references) {
            throw reference.site.malformed("leads back to itself without going into a part of the value")
        }
        return (subschemas, root)
    }

    private init(document: SchemaDocument) { self.document = document }

    /// Recurses no deeper than the schema's text does.
    mutating func compile(_ schema: JSONValue) throws(JSONSchemaError) -> SubschemaID {
        let id = subschema(at: schema)
        guard subschemas[id.index] == nil else { return id }
        switch schema.kind {
        case .bool(let fits):
            subschemas[id.index] = fits ? .anything : .nothing
        case .object(let members):
            let assertions = try assertions(of: members, id)
            subschemas[id.index] = assertions.isEmpty ? .anything : .all(assertions)
        default:
            throw .malformed(
                pointer: document.pointer(to: schema), reason: "must be a schema: an object or a boolean")
        }
        return id
    }

    private mutating func assertions(
        of schema: JSONObject, _ owner: SubschemaID
    ) throws(JSONSchemaError) -> [any SchemaAssertion] {
        for (name, value) in schema.members where !SchemaKeyword.byName.contains(name) {
            throw .unsupportedKeyword(name, pointer: document.pointer(to: value))
        }
        var assertions: [any SchemaAssertion] = []
        for keyword in SchemaKeyword.vocabulary {
            guard let value = schema[keyword.name] else { continue }
            let site = KeywordSite(
                keyword: keyword.name, value: value, schema: schema, owner: owner, document: document)
            if let assertion = try keyword.compile(site, &self) { assertions.append(assertion) }
        }
        return assertions
    }
}

extension SchemaCompiler {
    /// What stands for the schema at this place of the document, which may be compiled before or after.
    private mutating func subschema(at schema: JSONValue) -> SubschemaID {
        if let id = identifiers[schema.range.lowerBound] { return id }
        let id = newSubschema()
        identifiers[schema.range.lowerBound] = id
        return id
    }

    private mutating func subschema(named anchor: String) -> SubschemaID {
        if let id = anchors[ExactString(anchor)] { return id }
        let id = newSubschema()
        anchors[ExactString(anchor)] = id
        return id
    }

    private mutating func newSubschema() -> SubschemaID {
        subschemas.append(nil)
        return SubschemaID(index: subschemas.count - 1)
    }

    /// The schema at this place becomes the target of a reference; that it is one is seen when all is compiled.
    mutating func refer(to schema: JSONValue, from site: KeywordSite) -> SubschemaID {
        let target = subschema(at: schema)
        references.append(SchemaReference(site: site, target: target))
        return target
    }

    mutating func refer(toAnchor anchor: String, from site: KeywordSite) -> SubschemaID {
        let target = subschema(named: anchor)
        references.append(SchemaReference(site: site, target: target))
        return target
    }

    /// False, and nothing changed: another schema has the anchor.
    mutating func setAnchor(_ anchor: String, of schema: SubschemaID) -> Bool {
        let id = subschema(named: anchor)
        guard subschemas[id.index] == nil else { return false }
        subschemas[id.index] = .all([ReferenceAssertion(target: schema)])
        return true
    }

    /// - Parameter site: where the pattern stands; it is `text`, or has it as the name of a member.
    mutating func pattern(_ text: String, at site: KeywordSite) throws(JSONSchemaError) -> RegularExpression {
        if let pattern = patterns[ExactString(text)] { return pattern }
        let pattern: RegularExpression
        do {
            pattern = try RegularExpression(text)
        } catch {
            throw site.malformed("cannot be used: the pattern \(JSONText.excerpt(text)) \(error.reason)")
        }
        patternSizes += pattern.size
        guard patternSizes <= Self.maximumPatternSizes else {
            throw site.malformed("is one pattern too many: together they are too large")
        }
        patterns[ExactString(text)] = pattern
        return pattern
    }
}
