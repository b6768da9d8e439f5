// swift-tools-version: 6.2
import PackageDescription

// The SDK alone, without a dependency, for plugins outside this repository: `.package(path: "…/plugin-sdk")`. The
// package at the root of the repository has the same targets, from the same folders, for who depends on it by its URL.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "plugin-sdk",
    products: [
        .library(name: "JobyardPlugin", targets: ["JobyardPlugin"]),
        .library(name: "JobyardPluginCodable", targets: ["JobyardPluginCodable"]),
    ],
    targets: [
        .systemLibrary(name: "CJobyardPlugin", path: "include"),
        .target(
            name: "JobyardPlugin", dependencies: ["CJobyardPlugin"], path: "swift/JobyardPlugin",
            swiftSettings: settings),
        .target(
            name: "JobyardPluginCodable", dependencies: ["JobyardPlugin"], path: "swift/JobyardPluginCodable",
            swiftSettings: settings),
    ]
)
