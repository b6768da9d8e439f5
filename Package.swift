// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of `Sources/`, named as its folder.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one module, and what they need beside it.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: strict)
}

/// A built-in plugin: `Plugins/<folder>`, an ordinary user of the SDK.
/// Logic that is to be tested lies in a folder of its own: two plugins, each with its entry, cannot be in one test bundle.
func plugin(_ folder: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(
        name: "\(folder)Plugin", dependencies: ["JobyardPlugin"] + dependencies, path: "Plugins/\(folder)",
        exclude: exclude, swiftSettings: strict)
}

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")

let package = Package(
    name: "jobyard",
    products: [
        .executable(name: "jobyard", targets: ["jobyard"]),
        .executable(name: "jobyard-plugin-host", targets: ["PluginHost"]),
        .library(name: "JobyardPlugin", targets: ["JobyardPlugin"]),
        .library(name: "JobyardPluginCodable", targets: ["JobyardPluginCodable"]),
        .library(name: "sleep", type: .dynamic, targets: ["SleepPlugin"]),
        .library(name: "math", type: .dynamic, targets: ["MathPlugin"]),
        .library(name: "http_request", type: .dynamic, targets: ["HTTPRequestPlugin"]),
        .library(name: "echo", type: .dynamic, targets: ["EchoPlugin"]),
        .library(name: "random_failure", type: .dynamic, targets: ["RandomFailurePlugin"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2", traits: []),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The order is the design's: a module imports only modules above it.
        .systemLibrary(name: "CHiredis"),
        .systemLibrary(name: "CPostgres"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CPCRE2"),
        .systemLibrary(name: "CJobyardPlugin", path: "plugin-sdk/include"),
        module("JobModel"),
        module("JSONSchema", ["CPCRE2"]),
        module("Batching"),
        module("ChildProcesses", ["CLinux", nioCore, nioPosix]),
        module("RedisClient", ["CHiredis", nioCore, nioPosix, logging]),
        module("JobQueue", ["JobModel", "RedisClient", logging]),
        module(
            "JobStore", ["CPostgres", "JobModel", "Batching", .product(name: "GRDB", package: "GRDB.swift"), logging]),
        module("PluginWire"),
        .executableTarget(
            name: "PluginHost", dependencies: ["CJobyardPlugin", "CLinux", "JSONSchema", "PluginWire"],
            swiftSettings: strict),
        module(
            "PluginRuntime",
            ["ChildProcesses", "CLinux", "JobModel", "JSONSchema", "PluginWire", nioCore, nioPosix, crypto, logging]),
        module("Worker", ["Batching", "JobModel", "JobQueue", "PluginRuntime", lifecycle, logging]),
        module("Scheduler", ["JobModel", "JobQueue", "JobStore", lifecycle, logging, metrics]),
        module(
            "API",
            [
                "Batching", "JobModel", "JobQueue", "JobStore", "JSONSchema", "Scheduler", crypto, logging, metrics,
                lifecycle,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
                .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
                nioCore,
            ]),
        module("Telemetry", [logging, metrics]),
        .executableTarget(
            name: "jobyard",
            dependencies: [
                "API", "ChildProcesses", "CLinux", "JobModel", "JobQueue", "JobStore", "JSONSchema", "PluginRuntime",
                "PluginWire",
                "RedisClient",
                "Scheduler", "Telemetry", "Worker", lifecycle, logging, metrics, nioCore, nioPosix,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),

        .target(
            name: "JobyardPlugin", dependencies: ["CJobyardPlugin"], path: "plugin-sdk/swift/JobyardPlugin",
            swiftSettings: strict),
        .target(
            name: "JobyardPluginCodable", dependencies: ["JobyardPlugin"],
            path: "plugin-sdk/swift/JobyardPluginCodable", swiftSettings: strict),
        plugin("Sleep", ["JobyardPluginCodable"]),
        .target(name: "MathArithmetic", path: "Plugins/Math/Arithmetic", swiftSettings: strict),
        plugin("Math", ["MathArithmetic"], exclude: ["Arithmetic"]),
        .target(name: "HTTPRequestPolicy", path: "Plugins/HTTPRequest/Policy", swiftSettings: strict),
        plugin("HTTPRequest", ["CCurl", "HTTPRequestPolicy", "JobyardPluginCodable"], exclude: ["Policy"]),
        plugin("Echo"),
        plugin("RandomFailure", ["JobyardPluginCodable"]),

        .target(
            name: "TestSupport", path: "Tests/Support", exclude: ["clock_shim.c"], swiftSettings: strict),
        tests("JobModel"),
        tests("JSONSchema"),
        tests("Batching", ["TestSupport"]),
        tests("RedisClient", ["TestSupport", nioCore, nioPosix, logging]),
        tests("JobQueue", ["JobModel", "RedisClient", "TestSupport", logging]),
        tests(
            "JobStore",
            ["JobModel", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"), nioCore, nioPosix, logging]),
        tests("PluginWire"),
        .testTarget(
            name: "PluginRuntimeTests",
            dependencies: [
                "ChildProcesses", "CLinux", "JobModel", "PluginHost", "PluginRuntime", "PluginWire", "TestSupport",
                nioCore, nioPosix,
                logging,
            ], exclude: ["Plugins"], swiftSettings: strict),
        .testTarget(
            name: "WorkerTests",
            dependencies: [
                "JobModel", "JobQueue", "PluginHost", "PluginRuntime", "RedisClient", "TestSupport", "Worker", nioPosix,
                logging,
            ], exclude: ["Plugins"], swiftSettings: strict),
        tests("Scheduler", ["JobModel", "JobQueue", "JobStore", "RedisClient", "TestSupport", lifecycle, logging]),
        tests(
            "API",
            [
                "JSONSchema", "JobModel", "JobQueue", "JobStore", nioCore,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]),
        tests("Telemetry", [.product(name: "CoreMetrics", package: "swift-metrics")]),
        .testTarget(name: "JobyardTests", dependencies: ["JobStore", "jobyard", logging], swiftSettings: strict),
        .testTarget(
            name: "PluginSDKTests", dependencies: ["CJobyardPlugin", "JobyardPlugin", "JobyardPluginCodable"],
            swiftSettings: strict),
        .testTarget(
            name: "PluginsTests",
            dependencies: [
                "CJobyardPlugin", "HTTPRequestPolicy", "JobyardPlugin", "JobyardPluginCodable", "MathArithmetic",
            ], swiftSettings: strict),
        .testTarget(name: "EndToEndTests", dependencies: ["TestSupport"], exclude: ["Clients"], swiftSettings: strict),

        // Run by hand: benchmarks/README.md.
        .executableTarget(
            name: "QueueBenchmark", dependencies: ["JobModel", "JobQueue", "RedisClient", "TestSupport", logging],
            path: "benchmarks/queue", swiftSettings: strict),
        .executableTarget(
            name: "StoreBenchmark",
            dependencies: [
                "JobModel", "JobStore", "TestSupport", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "benchmarks/store", swiftSettings: strict),
    ]
)
