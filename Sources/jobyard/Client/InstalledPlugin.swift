/// One plugin file, and the workers that have found just this one in just this state.
struct InstalledPlugin: Sendable, Hashable {
    let plugin: PluginView
    var workers: [String]

    static func all(of workers: [WorkerView]) -> [InstalledPlugin] {
        var names: [PluginView: [String]] = [:]
        for worker in workers {
            for plugin in worker.plugins ?? [] { names[plugin, default: []].append(worker.worker) }
        }
        return names.map { InstalledPlugin(plugin: $0.key, workers: $0.value) }.sorted { $0.order < $1.order }
    }

    /// Why the file is not in use, in a line; nil: it is.
    var refusal: String? {
        plugin.reason.map { TerminalText.clean("\(plugin.file ?? plugin.id ?? "a plugin") is not used: \($0)") }
    }

    private var order: (String, String, String) {
        (plugin.id ?? "", plugin.file ?? "", workers.first ?? "")
    }
}
