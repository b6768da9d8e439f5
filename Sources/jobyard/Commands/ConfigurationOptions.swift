import ArgumentParser

struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"), help: "A YAML file with settings. Default: JOBYARD_CONFIG.",
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?
}
