import JSONSchema

/// The answer of `describe`. The numbers of a type are as the plugin declared them.
enum DescriptorJSON {
    static func text(of plugin: PluginDescriptor) -> String {
        object([
            ("id", JSONText.quote(plugin.id)), ("version", JSONText.quote(plugin.version)),
            ("abi", "\(plugin.abi)"), ("min_host_abi", "\(plugin.minimumHostABI)"),
            ("threading", plugin.threading == 0 ? #""serial""# : #""parallel""#),
            ("types", "[" + plugin.types.map(text(of:)).joined(separator: ",") + "]"),
        ])
    }

    private static func text(of type: TypeDescriptor) -> String {
        object([
            ("name", JSONText.quote(type.name)), ("description", quoted(type.description)),
            ("payload_schema", quoted(type.payloadSchema)), ("result_schema", quoted(type.resultSchema)),
            ("max_retries", "\(type.numbers.maximumRetries)"), ("concurrency", "\(type.numbers.concurrency)"),
            ("timeout_ms", "\(type.numbers.timeoutMilliseconds)"),
            ("heartbeat_timeout_ms", "\(type.numbers.heartbeatTimeoutMilliseconds)"),
            ("cancel_grace_ms", "\(type.numbers.cancelGraceMilliseconds)"),
            ("backoff_base_ms", "\(type.numbers.backoffBaseMilliseconds)"),
            ("backoff_max_ms", "\(type.numbers.backoffMaximumMilliseconds)"),
            ("backoff_factor_milli", "\(type.numbers.backoffFactorThousandths)"),
        ])
    }

    private static func quoted(_ text: String?) -> String { text.map(JSONText.quote) ?? "null" }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { #""\#($0)":\#($1)"# }.joined(separator: ",") + "}"
    }
}
