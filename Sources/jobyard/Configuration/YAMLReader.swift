import Yams

/// Reads one YAML document, within bounds. Scalars stay text: what they are is decided by who asks.
struct YAMLReader {
    private let path: String
    private var nodes = 0

    private static let maximumDepth = 32
    private static let maximumNodes = 100_000
    /// The parser expands aliases before anybody can count; so few of them cannot grow a document much.
    private static let maximumAliases = 10

    /// `path` is for errors. nil: the document is empty.
    static func read(_ text: String, path: String) throws(ConfigurationError) -> YAMLNode? {
        guard countOfAliases(in: text) <= maximumAliases else {
            throw ConfigurationError(
                at: FilePlace(path: path), "there are more than \(maximumAliases) aliases (*name): write the values out"
            )
        }
        var reader = YAMLReader(path: path)
        guard let root = try reader.compose(text) else { return nil }
        return try reader.node(root, depth: 1)
    }

    private init(path: String) { self.path = path }

    private func compose(_ text: String) throws(ConfigurationError) -> Node? {
        do {
            return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw error.configurationError(path: path)
        } catch {
            throw ConfigurationError(at: FilePlace(path: path), "it cannot be read as YAML")
        }
    }

    private mutating func node(_ node: Node, depth: Int) throws(ConfigurationError) -> YAMLNode {
        let line = node.mark?.line ?? 1
        nodes += 1
        guard nodes <= Self.maximumNodes else { throw error(line, "there are more than \(Self.maximumNodes) values") }
        guard depth <= Self.maximumDepth else { throw error(line, "it is nested deeper than \(Self.maximumDepth)") }
        switch node {
        case .scalar(let scalar):
            let isString = try isTagged(scalar.tag, as: [.str, .nonSpecific], line: line)
            let isPlain = scalar.style == .plain && !isString
            return YAMLNode(content: .scalar(scalar.string, isPlain: isPlain), line: line)
        case .sequence(let sequence):
            _ = try isTagged(sequence.tag, as: [.seq, .nonSpecific], line: line)
            var list: [YAMLNode] = []
            for element in sequence { list.append(try self.node(element, depth: depth + 1)) }
            return YAMLNode(content: .list(list), line: line)
        case .mapping(let mapping):
            _ = try isTagged(mapping.tag, as: [.map, .nonSpecific], line: line)
            var names: Set<String> = []
            var members: [YAMLNode.Member] = []
            for (key, value) in mapping {
                let name = try self.name(key)
                let line = key.mark?.line ?? line
                guard names.insert(name).inserted else { throw error(line, "\(name) is there twice") }
                members.append(YAMLNode.Member(name: name, line: line, value: try self.node(value, depth: depth + 1)))
            }
            return YAMLNode(content: .map(members), line: line)
        case .alias:
            throw error(line, "there is an alias here: write the value out")
        }
    }

    private func name(_ key: Node) throws(ConfigurationError) -> String {
        let line = key.mark?.line ?? 1
        guard case .scalar(let scalar) = key else { throw error(line, "a name must be one word, not a list or a map") }
        guard scalar.string != "<<" || scalar.style != .plain else {
            throw error(line, "merging (<<) is not supported: write the values out")
        }
        return scalar.string
    }

    /// No other tags than these are taken.
    private func isTagged(_ tag: Tag, as names: [Tag.Name], line: Int) throws(ConfigurationError) -> Bool {
        let name = Tag.Name(rawValue: tag.description)
        guard name == .implicit || names.contains(name) else { throw error(line, "the tag \(tag) is not supported") }
        return name != .implicit
    }

    private func error(_ line: Int, _ problem: String) -> ConfigurationError {
        ConfigurationError(at: FilePlace(path: path, line: line), problem)
    }

    /// At least as many as there are: an asterisk and a letter may also stand in a text.
    private static func countOfAliases(in text: String) -> Int {
        var count = 0
        var last: UInt8 = 0
        for byte in text.utf8 {
            if last == UInt8(ascii: "*"), nameBytes.contains(byte) { count += 1 }
            last = byte
        }
        return count
    }

    /// Of which libyaml takes the names of aliases.
    private static let nameBytes = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}

extension YamlError {
    fileprivate func configurationError(path: String) -> ConfigurationError {
        let (line, problem): (Int?, String) =
            switch self {
            case .scanner(_, let problem, let mark, _) where problem.hasPrefix("Maximum nesting"),
                .parser(_, let problem, let mark, _) where problem.hasPrefix("Maximum nesting"):
                (mark.line, "it is nested too deeply")
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                (mark.line, problem)
            case .duplicatedKeysInMapping(let names, let context):
                (context.mark.line, "\(names.joined(separator: ", ")) is there twice")
            case .reader(let problem, let offset, _, let yaml):
                (offset.map { yaml.prefix($0).count(where: \.isNewline) + 1 }, problem)
            case .memory: (nil, "it is nested too deeply")
            default: (nil, "it cannot be read as YAML")
            }
        return ConfigurationError(
            at: FilePlace(path: path, line: line), problem)
    }
}
