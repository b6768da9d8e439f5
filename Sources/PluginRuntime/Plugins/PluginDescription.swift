import JSONSchema
import JobModel
import PluginWire

/// What a plugin says of itself, as `jobyard-plugin-host describe` prints it.
package struct PluginDescription: Sendable, Hashable {
    package var id: String
    package var version: String
    package var types: [TypeDescription]

    /// One job type. The numbers are as declared: 0 is the operator's default, ``none`` explicitly none.
    package struct TypeDescription: Sendable, Hashable {
        package var name: String
        package var description: String?
        package var payloadSchema: String?
        package var resultSchema: String?
        package var maximumRetries: Int
        package var concurrency: Int
        package var timeoutMilliseconds: Int
        package var heartbeatTimeoutMilliseconds: Int
        package var cancelGraceMilliseconds: Int
        package var backoffBaseMilliseconds: Int
        package var backoffMaximumMilliseconds: Int
        package var backoffFactorThousandths: Int
    }

    /// `JOBYARD_NONE`
    static let none = 0xFFFF_FFFF

    /// Why an answer of `describe` cannot be used. It comes from a process that had the plugin loaded, so nothing of it
    /// is taken on trust.
    package struct Malformed: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
    }

    package init(json: [UInt8]) throws(Malformed) {
        do {
            let plugin = Members(try JSONValue.parse(json), of: "the description")
            id = try plugin.text("id")
            version = try plugin.text("version")
            guard PluginNames.isPluginID(id) else { throw Malformed(description: "the plugin id is not one") }
            guard PluginNames.isVersion(version) else { throw Malformed(description: "the version is not one") }
            types = []
            for type in try plugin.list("types") {
                types.append(try TypeDescription(Members(type, of: "a job type")))
            }
        } catch let error as JSONSyntaxError {
            throw Malformed(description: "the description is not JSON: \(error)")
        } catch let error as Malformed {
            throw error
        } catch {
            throw Malformed(description: "\(error)")
        }
    }
}

extension PluginDescription.TypeDescription {
    fileprivate init(_ type: Members) throws {
        name = try type.text("name")
        guard JobType.isName(name) else {
            throw PluginDescription.Malformed(description: "a job type has a name that is none")
        }
        description = try type.optionalText("description")
        payloadSchema = try type.optionalText("payload_schema")
        resultSchema = try type.optionalText("result_schema")
        maximumRetries = try type.number("max_retries")
        concurrency = try type.number("concurrency")
        timeoutMilliseconds = try type.number("timeout_ms")
        heartbeatTimeoutMilliseconds = try type.number("heartbeat_timeout_ms")
        cancelGraceMilliseconds = try type.number("cancel_grace_ms")
        backoffBaseMilliseconds = try type.number("backoff_base_ms")
        backoffMaximumMilliseconds = try type.number("backoff_max_ms")
        backoffFactorThousandths = try type.number("backoff_factor_milli")
    }

    /// The job type with the defaults filled in where the plugin declared none.
    func jobType(of plugin: PluginIdentity) -> JobType {
        let none = PluginDescription.none
        let standard = RetryPolicy.standard
        return JobType(
            name: name, description: description, plugin: plugin, payloadSchema: payloadSchema,
            resultSchema: resultSchema,
            maximumRetries: maximumRetries == 0 ? nil : maximumRetries == none ? 0 : maximumRetries,
            timeoutMilliseconds: timeoutMilliseconds == 0 ? nil : timeoutMilliseconds == none ? 0 : timeoutMilliseconds,
            retryPolicy: RetryPolicy(
                baseMilliseconds: Self.value(backoffBaseMilliseconds, standard: standard.baseMilliseconds, none: 0),
                factor: Double(Self.value(backoffFactorThousandths, standard: Int(standard.factor * 1000), none: 1000))
                    / 1000,
                capMilliseconds: Self.value(backoffMaximumMilliseconds, standard: standard.capMilliseconds, none: 0)),
            concurrency: concurrency == 0 || concurrency == none ? nil : concurrency,
            cancelGraceMilliseconds: Self.value(
                cancelGraceMilliseconds, standard: JobType.standardCancelGraceMilliseconds, none: 0))
    }

    private static func value(_ declared: Int, standard: Int, none: Int) -> Int {
        declared == 0 ? standard : declared == PluginDescription.none ? none : declared
    }
}

/// The members of a JSON object, taken one by one.
private struct Members {
    private let value: JSONValue
    private let name: String

    init(_ value: JSONValue, of name: String) {
        self.value = value
        self.name = name
    }

    private func kind(_ member: String) throws(PluginDescription.Malformed) -> JSONValue.Kind {
        guard case .object(let object) = value.kind, let value = object[member] else { throw malformed(member) }
        return value.kind
    }

    private func malformed(_ member: String) -> PluginDescription.Malformed {
        PluginDescription.Malformed(description: "\(name) has no fit “\(member)”")
    }

    func text(_ member: String) throws(PluginDescription.Malformed) -> String {
        guard let text = try optionalText(member) else { throw malformed(member) }
        return text
    }

    func optionalText(_ member: String) throws(PluginDescription.Malformed) -> String? {
        switch try kind(member) {
        case .string(let text): return text
        case .null: return nil
        default: throw malformed(member)
        }
    }

    func number(_ member: String) throws(PluginDescription.Malformed) -> Int {
        guard case .number(let number) = try kind(member), let value = number.asInt64(),
            (0...Int64(PluginDescription.none)).contains(value)
        else { throw malformed(member) }
        return Int(value)
    }

    func list(_ member: String) throws(PluginDescription.Malformed) -> [JSONValue] {
        guard case .array(let list) = try kind(member) else { throw malformed(member) }
        return list
    }
}
