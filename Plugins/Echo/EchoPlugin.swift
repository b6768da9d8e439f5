import JobyardPlugin

/// `echo`: any JSON comes back as it went in, byte for byte.
let plugin = Plugin(
    id: "jobyard.echo", version: "1.0.0",
    types: [
        .raw(
            "echo", description: "Answers with its payload, byte for byte.",
            payloadSchema: #"{"description": "Any JSON."}"#, resultSchema: #"{"description": "The payload."}"#
        ) { payload, _ in payload }
    ])

@c(jobyard_plugin_v1) public func entry(_ hostABI: UInt32) -> PluginDescriptor { plugin.descriptor }
