import CJobyardPlugin
import PluginWire

extension PluginDescriptor {
    /// Reads a descriptor by the rules of the ABI: sizes first, versions before all else, every text bounded.
    init(reading pointer: UnsafePointer<jobyard_plugin>) throws(PluginLoadError) {
        let plugin = try SizedStruct(pointer, named: "jobyard_plugin")
        guard let abi = plugin[\.abi] else { throw .missingField("jobyard_plugin.abi") }
        guard abi >> 16 == Self.hostABI >> 16 else { throw .otherMajor(plugin: abi, host: Self.hostABI) }
        let minimum = plugin[\.min_host_abi] ?? 0
        guard minimum <= Self.hostABI else { throw .needsNewerHost(minimum: minimum, host: Self.hostABI) }
        let threading = plugin[\.threading] ?? UInt32(JOBYARD_THREAD_SERIAL)
        guard threading == UInt32(JOBYARD_THREAD_SERIAL) || threading == UInt32(JOBYARD_THREAD_PARALLEL) else {
            throw .badThreading(threading)
        }
        guard let id = try PluginText.read(plugin[\.id], "jobyard_plugin.id", atMost: 128) else {
            throw .missingField("jobyard_plugin.id")
        }
        guard PluginNames.isPluginID(id) else { throw .badID(id) }
        guard let version = try PluginText.read(plugin[\.version], "jobyard_plugin.version", atMost: 64) else {
            throw .missingField("jobyard_plugin.version")
        }
        guard PluginNames.isVersion(version) else { throw .badVersion(version) }
        guard let list = plugin[\.types] ?? nil else { throw .missingField("jobyard_plugin.types") }
        self.init(
            id: id, version: version, abi: abi, minimumHostABI: minimum, threading: threading,
            types: try Self.types(list), initialize: plugin[\.`init`] ?? nil, shutdown: plugin[\.shutdown] ?? nil,
            health: plugin[\.health] ?? nil)
    }

    private static func types(
        _ list: UnsafePointer<UnsafePointer<jobyard_job_type>?>
    ) throws(PluginLoadError) -> [TypeDescriptor] {
        var types: [TypeDescriptor] = []
        var names: Set<String> = []
        while let pointer = list[types.count] {
            guard types.count < maximumTypes else { throw .tooManyTypes(maximumTypes) }
            let type = try TypeDescriptor(reading: pointer)
            guard names.insert(type.name).inserted else { throw .duplicateType(type.name) }
            types.append(type)
        }
        guard !types.isEmpty else { throw .noTypes }
        return types
    }
}

extension TypeDescriptor {
    fileprivate init(reading pointer: UnsafePointer<jobyard_job_type>) throws(PluginLoadError) {
        let type = try SizedStruct(pointer, named: "jobyard_job_type")
        guard let name = try PluginText.read(type[\.name], "jobyard_job_type.name", atMost: 128) else {
            throw .missingField("jobyard_job_type.name")
        }
        guard PluginNames.isTypeName(name) else { throw .badTypeName(name) }
        guard let run = type[\.run] ?? nil else { throw .noRunFunction(type: name) }
        let resultSchema = try PluginText.read(
            type[\.result_schema], "the result_schema of “\(name)”", atMost: PluginText.schemaLimit)
        self.init(
            pointer: pointer, name: name,
            description: try PluginText.read(type[\.description], "the description of “\(name)”", atMost: 4096),
            payloadSchema: try PluginText.read(
                type[\.payload_schema], "the payload_schema of “\(name)”", atMost: PluginText.schemaLimit),
            resultSchema: resultSchema, resultRule: try ResultRule(schema: resultSchema, type: name),
            run: run, onCancel: type[\.on_cancel] ?? nil,
            numbers: Numbers(
                maximumRetries: type[\.max_retries] ?? 0, concurrency: type[\.concurrency] ?? 0,
                timeoutMilliseconds: type[\.timeout_ms] ?? 0,
                heartbeatTimeoutMilliseconds: type[\.heartbeat_timeout_ms] ?? 0,
                cancelGraceMilliseconds: type[\.cancel_grace_ms] ?? 0,
                backoffBaseMilliseconds: type[\.backoff_base_ms] ?? 0,
                backoffMaximumMilliseconds: type[\.backoff_max_ms] ?? 0,
                backoffFactorThousandths: type[\.backoff_factor_milli] ?? 0))
    }
}
