// swift-tools-version: 6.1
import PackageDescription

// Every C target is compiled strictly. Products must not be contracted into fused
// multiply-adds: the int8 arithmetic has to round alike on every CPU. Debug builds check asserts.
let strictC: [CSetting] = [
  .unsafeFlags(["-std=gnu17", "-O3", "-Wall", "-Wextra", "-ffp-contract=off"]),
  .define("NDEBUG", .when(configuration: .release)),
]

let argumentParser: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")

// Writes TensorBoard's event files.
let swiftProtobuf: Target.Dependency =
  .product(name: "SwiftProtobuf", package: "swift-protobuf")

// MARK: Edge: runs on the board and on the desktop. Embedded Swift and C, no packages.

let edge: [Target] = [
  .target(
    name: "CCustosPlatform", path: "Sources/Edge/CCustosPlatform", cSettings: strictC,
    linkerSettings: [
      .linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("z"), .linkedLibrary("m"),
      .linkedLibrary("jansson"),
    ]),
  .target(
    name: "CCustosKernels", path: "Sources/Edge/CCustosKernels", cSettings: strictC),
  .target(
    name: "CustosPlatform", dependencies: ["CCustosPlatform"], path: "Sources/Edge/CustosPlatform"),
  .target(
    name: "CustosNotation", dependencies: ["CustosPlatform", "CustosImage"],
    path: "Sources/Edge/CustosNotation"),
  .target(
    name: "CustosImage", dependencies: ["CCustosPlatform", "CustosPlatform"],
    path: "Sources/Edge/CustosImage"),
  .target(
    name: "CCustosCamera", path: "Sources/Edge/CCustosCamera", cSettings: strictC),
  .target(
    name: "CustosCamera", dependencies: ["CCustosCamera", "CustosImage", "CustosPlatform"],
    path: "Sources/Edge/CustosCamera"),
  .target(
    name: "CustosPage", dependencies: ["CustosImage", "CustosNotation"],
    path: "Sources/Edge/CustosPage"),
  .target(
    name: "CCustosServer", path: "Sources/Edge/CCustosServer", exclude: ["page"],
    // C23 for #embed: the page's files become part of the executable.
    cSettings: strictC + [.unsafeFlags(["-std=gnu23"])],
    linkerSettings: [.linkedLibrary("event_extra"), .linkedLibrary("event_core")]),
  .target(
    name: "CustosServer", dependencies: ["CCustosServer", "CustosPlatform"],
    path: "Sources/Edge/CustosServer"),
  .target(
    name: "CustosModel", dependencies: ["CustosPlatform"], path: "Sources/Edge/CustosModel"),
  .target(
    name: "CustosEngine",
    dependencies: ["CCustosKernels", "CustosPlatform", "CustosModel"],
    path: "Sources/Edge/CustosEngine"),
  .target(
    name: "CustosEdgeCommands",
    dependencies: [
      "CustosPlatform", "CustosNotation", "CustosImage", "CustosCamera", "CustosPage",
      "CustosModel", "CustosEngine", "CustosServer",
    ],
    path: "Sources/Edge/CustosEdgeCommands"),
  .executableTarget(
    name: "custos-edge", dependencies: ["CustosEdgeCommands", "CustosPlatform"],
    path: "Sources/Edge/custos-edge"),
]

// MARK: Workstation: desktop only. Depends on Edge, never the other way round.

// What needs no packages.
let network: [Target] = [
  .systemLibrary(
    name: "COpenBLAS", path: "Sources/Workstation/COpenBLAS", pkgConfig: "openblas",
    providers: [.apt(["libopenblas-dev"])]),
  .target(
    name: "CCustosFloatKernels", path: "Sources/Workstation/CCustosFloatKernels",
    cSettings: strictC),
  .target(
    name: "CustosNetwork",
    dependencies: ["COpenBLAS", "CCustosFloatKernels", "CCustosKernels", "CustosPlatform"],
    path: "Sources/Workstation/CustosNetwork"),
  .target(
    name: "CustosModels", dependencies: ["CustosNetwork"],
    path: "Sources/Workstation/CustosModels"),
]

let workstation: [Target] = [
  .target(
    name: "CustosData",
    dependencies: ["CustosPlatform", "CustosNotation", "CustosImage", "CustosPage"],
    path: "Sources/Workstation/CustosData"),
  .target(
    name: "CustosTraining",
    dependencies: [
      "CCustosFloatKernels", "CustosNetwork", "CustosModels", "CustosData", "CustosImage",
      "CustosNotation", "CustosPlatform", swiftProtobuf,
    ],
    path: "Sources/Workstation/CustosTraining", exclude: ["Reports/event.proto"]),
  .target(
    name: "CustosQuantization",
    dependencies: [
      "CustosNetwork", "CustosModels", "CustosData", "CustosTraining", "CustosImage", "CustosPage",
      "CustosModel", "CustosEngine", "CustosPlatform",
    ],
    path: "Sources/Workstation/CustosQuantization"),
  .target(name: "CustosDeployment", path: "Sources/Workstation/CustosDeployment"),
  .executableTarget(
    name: "custos",
    dependencies: [
      "CustosDeployment", "CustosPlatform", "CustosNotation", "CustosImage", "CustosPage",
      "CustosModel", "CustosEngine", "CustosNetwork", "CustosModels", "CustosData",
      "CustosTraining", "CustosQuantization",
      argumentParser,
    ],
    path: "Sources/Workstation/custos"),
]

// MARK: Tests: mirror the sources. The edge part can be built alone, which is what the sanitizers run.

let edgeTests: [Target] = [
  .target(name: "CustosTestRandom", path: "Tests/Support/CustosTestRandom"),
  // The checks of the kernels: a library for the desktop's tests, and an executable for qemu.
  .target(name: "CExactMemory", path: "Tests/Support/CExactMemory", cSettings: strictC),
  .target(
    name: "CustosKernelChecks",
    dependencies: ["CCustosKernels", "CExactMemory", "CustosTestRandom"],
    path: "Tests/Support/CustosKernelChecks"),
  .target(
    name: "CustosEngineChecks",
    dependencies: ["CustosEngine", "CustosModel", "CustosTestRandom"],
    path: "Tests/Support/CustosEngineChecks"),
  .executableTarget(
    name: "custos-kernel-checks",
    dependencies: [
      "CustosEngine", "CustosEngineChecks", "CustosKernelChecks", "CustosPlatform",
    ],
    path: "Tests/Support/custos-kernel-checks"),
  .testTarget(
    name: "CustosKernelsTests", dependencies: ["CustosKernelChecks", "CCustosKernels"],
    path: "Tests/CustosKernelsTests"),
  .target(
    name: "CAllocationCounter", path: "Tests/Support/CAllocationCounter", cSettings: strictC),
  .testTarget(
    name: "CustosEngineTests",
    dependencies: [
      "CAllocationCounter", "CCustosKernels", "CustosEngine", "CustosEngineChecks", "CustosModel",
      "CustosPlatform", "CustosTestRandom",
    ],
    path: "Tests/CustosEngineTests"),
  .target(name: "CustosTestSupport", path: "Tests/Support/CustosTestSupport"),
  .target(
    name: "CustosSmallModel", dependencies: ["CustosEngine", "CustosModel", "CustosTestRandom"],
    path: "Tests/Support/CustosSmallModel"),
  .testTarget(
    name: "CustosPlatformTests",
    dependencies: ["CustosPlatform", "CustosTestRandom", "CustosTestSupport"],
    path: "Tests/CustosPlatformTests"),
  .testTarget(
    name: "CustosImageTests",
    dependencies: [
      "CustosImage", "CustosPlatform", "CCustosPlatform", "CustosTestRandom", "CustosTestSupport",
    ],
    path: "Tests/CustosImageTests"),
  .target(
    name: "CFakeCamera", dependencies: ["CCustosCamera"], path: "Tests/Support/CFakeCamera",
    cSettings: strictC),
  .testTarget(
    name: "CustosCameraTests",
    dependencies: [
      "CustosCamera", "CCustosCamera", "CFakeCamera", "CustosImage", "CustosPlatform",
      "CustosTestRandom", "CustosTestSupport",
    ],
    path: "Tests/CustosCameraTests"),
  .testTarget(
    name: "CustosEdgeCommandsTests",
    dependencies: [
      "custos-edge", "CustosEdgeCommands", "CustosCamera", "CustosEngine", "CustosModel",
      "CustosNotation", "CustosImage", "CustosPage", "CustosPlatform", "CustosServer",
      "CustosSmallModel", "CustosTestRandom", "CustosTestSupport",
    ],
    path: "Tests/CustosEdgeCommandsTests"),
  .testTarget(
    name: "CustosNotationTests",
    dependencies: ["CustosNotation", "CustosImage", "CustosTestRandom", "CustosTestSupport"],
    path: "Tests/CustosNotationTests"),
  .testTarget(
    name: "CustosPageTests",
    dependencies: [
      "CustosPage", "CustosImage", "CustosNotation", "CustosTestRandom", "CustosTestSupport",
    ],
    path: "Tests/CustosPageTests"),
  .testTarget(
    name: "CustosModelTests", dependencies: ["CustosModel", "CustosPlatform", "CustosTestRandom"],
    path: "Tests/CustosModelTests"),
]

let networkTests: [Target] = [
  .testTarget(
    name: "CustosModelsTests", dependencies: ["CustosModels", "CustosNetwork"],
    path: "Tests/CustosModelsTests"),
  .target(
    name: "CustosGoldenSupport", dependencies: ["CustosNetwork"],
    path: "Tests/Support/CustosGoldenSupport"),
  .testTarget(
    name: "CustosNetworkTests",
    dependencies: [
      "CCustosFloatKernels", "CExactMemory",
      "CAllocationCounter", "CustosModels", "CustosNetwork", "CustosPlatform",
      "CustosGoldenSupport",
      "CustosTestRandom", "CustosTestSupport",
    ],
    path: "Tests/CustosNetworkTests"),
]

let workstationTests: [Target] = [
  // Preloaded into the desktop's command line to kill it at any of its file operations.
  .target(name: "CFileFaults", path: "Tests/Support/CFileFaults", cSettings: strictC),
  .testTarget(
    name: "CustosTrainingTests",
    dependencies: [
      "CAllocationCounter", "CustosTraining", "CustosData", "CustosImage", "CustosModels",
      "CustosNetwork", "CustosPlatform", "CCustosFloatKernels", "CustosGoldenSupport",
      "CustosTestRandom",
      "CustosTestSupport",
    ],
    path: "Tests/CustosTrainingTests"),
  .testTarget(
    name: "CustosDataTests",
    dependencies: [
      "CustosData", "CustosPlatform", "CustosNotation", "CustosImage", "CustosPage",
      "CustosTestSupport",
    ],
    path: "Tests/CustosDataTests"),
  .testTarget(
    name: "CustosQuantizationTests",
    dependencies: [
      "CustosQuantization", "CustosNetwork", "CustosModels", "CustosData", "CustosTraining",
      "CustosImage", "CustosModel", "CustosEngine", "CustosPlatform",
    ],
    path: "Tests/CustosQuantizationTests"),
  .testTarget(
    name: "CustosCommandTests",
    dependencies: ["CustosPlatform", "CustosSmallModel", "CustosTestSupport"],
    path: "Tests/CustosCommandTests"),
  .testTarget(
    name: "CrossTests",
    dependencies: [
      "CustosTestSupport", "CustosPlatform", "CustosImage", "CustosModel", "CustosData",
      "CustosNetwork", "CustosModels", "CustosQuantization",
    ],
    path: "Tests/CrossTests"),
]

// `edge` is all that the board needs; `sanitized` is what scripts/sanitize.sh runs: edge and network.
// Neither has packages.
let part = Context.environment["CUSTOS_PART"]
let targets =
  switch part {
  case "edge": edge + edgeTests
  case "sanitized": edge + network + edgeTests + networkTests
  default:
    edge + network + workstation + edgeTests + networkTests + workstationTests
  }

let package = Package(
  name: "custos",
  products: part != nil
    ? [.executable(name: "custos-edge", targets: ["custos-edge"])]
    : [
      .executable(name: "custos", targets: ["custos"]),
      .executable(name: "custos-edge", targets: ["custos-edge"]),
      // For the tests.
      .library(name: "CustosFileFaults", type: .dynamic, targets: ["CFileFaults"]),
      // For the package in Benchmarks/.
      .library(
        name: "CustosBenchmarkSupport",
        targets: ["CustosEngine", "CustosEngineChecks", "CustosModel", "CustosPlatform"]),
      .library(
        name: "CustosTrainingBenchmarkSupport",
        targets: [
          "CustosData", "CustosNetwork", "CustosModels", "CustosTraining", "CustosPlatform",
        ]),
    ],
  dependencies: part != nil
    ? []
    : [
      .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
      .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    ],
  targets: targets,
  swiftLanguageModes: [.v6]
)
