// swift-tools-version: 6.2
import PackageDescription

/// First-party modules: one folder of `Plugins/` each, all of the same shape (Sources, Entry, Tests).
let modules = [
    "Checkouts", "Content", "Customers", "Discounts", "Inventory", "Metafields", "Orders", "PriceLists",
    "ProductCollections", "Products", "Redirects", "Shop", "Webhooks",
]

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    // Run-time checks of overlapping access cost 4 % of a request; what the compiler can prove it still refuses.
    .unsafeFlags(["-enforce-exclusivity=unchecked"]),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

func kernel(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], goldens: Bool = false) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
        exclude: goldens ? ["Goldens"] : [], swiftSettings: strict)
}

/// The module itself, the library with its one exported symbol, and the tests.
///
/// The entry is a target of its own because the test runner links all modules into one binary, which may hold the
/// symbol only once.
func module(_ name: String) -> [Target] {
    [
        .target(
            name: name, dependencies: ["StoaKit"], path: "Plugins/\(name)/Sources", swiftSettings: strict),
        .target(
            name: "\(name)Entry", dependencies: [.init(stringLiteral: name), "StoaKit", "CStoaABI"],
            path: "Plugins/\(name)/Entry", swiftSettings: strict,
            linkerSettings: [
                .unsafeFlags([
                    "-use-ld=lld", "-Xlinker", "--version-script=\(Context.packageDirectory)/Plugins/exports.map",
                ])
            ]),
        .testTarget(
            name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "StoaKit"],
            path: "Plugins/\(name)/Tests", swiftSettings: strict),
    ]
}

func library(_ name: String) -> Product {
    .library(name: "\(name)Module", type: .dynamic, targets: ["\(name)Entry"])
}

let package = Package(
    name: "stoa",
    products: [
        .executable(name: "stoa", targets: ["stoa"]), .executable(name: "bare-server", targets: ["bare-server"]),
    ]
        + modules.map(library),
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        .target(name: "CStoaABI"),
        .systemLibrary(
            name: "CSQLite", path: "Sources/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "COpenSSL", path: "Sources/COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CStoaSystem", dependencies: ["CSQLite", "COpenSSL"]),

        kernel("StoaJSON"),
        kernel("StoaGraphQL", ["StoaJSON"]),
        kernel("StoaCore", ["CStoaABI", "CStoaSystem"]),
        kernel("StoaStorage", ["CSQLite", "CStoaSystem", "StoaCore"]),
        kernel("StoaRecords", ["CStoaABI", "StoaCore", "StoaJSON", "StoaStorage"]),
        kernel("StoaAuth", ["StoaCore", "StoaStorage", "CStoaSystem"]),
        kernel("StoaLoader", ["COpenSSL", "CStoaABI", "CStoaSystem", "StoaCore", "StoaJSON", "StoaRecords"]),
        kernel(
            "StoaREST",
            [
                "StoaCore", "StoaJSON", "StoaGraphQL", "StoaRecords", "StoaAuth", "StoaStorage",
                .product(name: "Mustache", package: "swift-mustache"),
            ]),
        kernel("StoaHTTP", ["StoaCore"] + nio),
        kernel("StoaEgress", ["StoaCore", .product(name: "NIOTLS", package: "swift-nio")] + nio),
        .executableTarget(
            name: "stoa",
            dependencies: [
                "StoaCore", "StoaJSON", "StoaStorage", "StoaRecords", "StoaAuth", "StoaLoader", "StoaREST", "StoaHTTP",
                "StoaEgress", "CStoaSystem",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ] + nio,
            path: "Sources/Server",
            swiftSettings: strict),
        kernel("StoaKit", ["CStoaABI"]),

        tests("StoaJSON"),
        tests("StoaGraphQL", ["StoaJSON"]),
        tests("StoaCore"),
        tests("StoaStorage", ["CSQLite"]),
        tests("StoaRecords", ["CStoaABI", "StoaCore", "StoaStorage", "StoaJSON"]),
        tests("StoaAuth", ["StoaCore", "StoaStorage"]),
        tests("StoaLoader", ["CStoaABI", "StoaCore", "StoaJSON", "StoaRecords", "StoaStorage"], goldens: true),
        tests("StoaREST", ["StoaCore", "StoaRecords"], goldens: true),
        tests("StoaEgress", ["StoaCore", .product(name: "NIOTLS", package: "swift-nio")] + nio),
        .executableTarget(
            name: "bare-server", dependencies: nio, path: "Tests/Bench/BareServer", swiftSettings: strict),
    ] + modules.flatMap(module),
    swiftLanguageModes: [.v6]
)
