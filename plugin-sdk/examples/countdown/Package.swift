// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "countdown",
    // What a worker loads: .build/release/libcountdown.so
    products: [.library(name: "countdown", type: .dynamic, targets: ["Countdown"])],
    // In a plugin of one's own: the path of the plugin-sdk folder in a copy of Jobyard.
    dependencies: [.package(path: "../..")],
    targets: [
        .target(
            name: "Countdown",
            dependencies: [
                .product(name: "JobyardPlugin", package: "plugin-sdk"),
                .product(name: "JobyardPluginCodable", package: "plugin-sdk"),
            ], path: "Sources", swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
