// swift-tools-version: 6.1
import PackageDescription

// Every C target is compiled strictly. Products must not be contracted into fused
// multiply-adds: the int8 arithmetic has to round alike on every CPU. Debug builds check asserts.
let strictC: [CSetting] = [
  .unsafeFlags([
    "-std=gnu17", "-O3", "-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-ffp-contract=off",
  ]),
  .define("NDEBUG", .when(configuration: .release)),
]

let argumentParser: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")

let swiftProtobuf: Target.Dependency =
  .product(name: "SwiftProtobuf", package: "swift-protobuf")  // TensorBoard's event files

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
    name: "CustosNotation", dependencies: ["CustosImage", "CustosPlatform"],
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
    name: "CustosDetection", dependencies: ["CustosImage", "CustosNotation"],
    path: "Sources/Edge/CustosDetection"),
  .target(
    name: "CCustosServer", path: "Sources/Edge/CCustosServer", exclude: ["page"],
    // C23 for #embed: the page's files become part of the executable.
    cSettings: strictC + [.unsafeFlags(["-std=gnu23"])],
    linkerSettings: [.linkedLibrary("event_extra"), .linkedLibrary("event_core")]),
  .target(
    name: "CustosServer", dependencies: ["CCustosServer", "CustosPlatform"],
    path: "Sources/Edge/CustosServer"),
  .target(
    name: "CustosModelFile", dependencies: ["CustosPlatform"],
    path: "Sources/Edge/CustosModelFile"),
  .target(
    name: "CustosEngine", dependencies: ["CCustosKernels", "CustosModelFile", "CustosPlatform"],
    path: "Sources/Edge/CustosEngine"),
  .target(
    name: "CustosReading",
    dependencies: [
      "CustosDetection", "CustosEngine", "CustosImage", "CustosModelFile", "CustosNotation",
      "CustosPlatform",
    ],
    path: "Sources/Edge/CustosReading"),
  .target(
    name: "CustosEdgeCommands",
    dependencies: [
      "CustosCamera", "CustosDetection", "CustosEngine", "CustosImage", "CustosModelFile",
      "CustosNotation", "CustosPlatform", "CustosReading", "CustosServer",
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
    dependencies: ["CCustosFloatKernels", "CCustosKernels", "COpenBLAS", "CustosPlatform"],
    path: "Sources/Workstation/CustosNetwork"),
  .target(
    name: "CustosArchitectures", dependencies: ["CustosNetwork"],
    path: "Sources/Workstation/CustosArchitectures"),
]

// Files of weights: libraries of the system, but no packages either.
let weights: [Target] = [
  .target(
    name: "CustosSupport", dependencies: ["CustosImage", "CustosPlatform"],
    path: "Sources/Workstation/CustosSupport"),
  .systemLibrary(
    name: "CHDF5", path: "Sources/Workstation/CHDF5", pkgConfig: "hdf5-serial",
    providers: [.apt(["libhdf5-dev"])]),
  .systemLibrary(
    name: "CLibZip", path: "Sources/Workstation/CLibZip", pkgConfig: "libzip",
    providers: [.apt(["libzip-dev"])]),
  .target(
    name: "CCustosKeras", dependencies: ["CHDF5", "CLibZip"],
    path: "Sources/Workstation/CCustosKeras", cSettings: strictC),
  .target(
    name: "CustosWeights",
    dependencies: [
      "CCustosFloatKernels", "CCustosKeras", "CustosArchitectures", "CustosNetwork",
      "CustosPlatform", "CustosSupport",
    ],
    path: "Sources/Workstation/CustosWeights"),
]

let workstation: [Target] = [
  .target(
    name: "CustosDataSet",
    dependencies: [
      "CustosDetection", "CustosImage", "CustosNotation", "CustosPlatform", "CustosSupport",
    ],
    path: "Sources/Workstation/CustosDataSet"),
  .target(
    name: "CustosPages",
    dependencies: [
      "CustosArchitectures", "CustosDataSet", "CustosDetection", "CustosImage", "CustosModelFile",
      "CustosNotation", "CustosPlatform", "CustosSupport",
    ],
    path: "Sources/Workstation/CustosPages"),
  .target(
    name: "CustosInterchange",
    dependencies: [
      "CustosDataSet", "CustosImage", "CustosNotation", "CustosPages", "CustosPlatform",
      "CustosSupport",
    ],
    path: "Sources/Workstation/CustosInterchange"),
  .target(
    name: "CustosLoading",
    dependencies: [
      "CCustosFloatKernels", "CustosArchitectures", "CustosDataSet", "CustosImage", "CustosNetwork",
      "CustosPages", "CustosPlatform", "CustosSupport",
    ],
    path: "Sources/Workstation/CustosLoading"),
  .target(
    name: "CustosQuantization",
    dependencies: [
      "CustosEngine", "CustosModelFile", "CustosNetwork", "CustosNotation", "CustosPlatform",
      "CustosSupport", "CustosWeights",
    ],
    path: "Sources/Workstation/CustosQuantization"),
  .target(
    name: "CustosEvaluation",
    dependencies: [
      "CustosDataSet", "CustosDetection", "CustosEngine", "CustosImage", "CustosLoading",
      "CustosModelFile", "CustosNetwork", "CustosNotation", "CustosPages", "CustosPlatform",
      "CustosReading", "CustosSupport", "CustosWeights",
    ],
    path: "Sources/Workstation/CustosEvaluation"),
  .target(
    name: "CustosTraining",
    dependencies: [
      "CCustosFloatKernels", "CustosArchitectures", "CustosDataSet", "CustosEvaluation",
      "CustosImage", "CustosLoading", "CustosNetwork", "CustosPages", "CustosPlatform",
      "CustosReading", "CustosSupport", "CustosWeights",
    ],
    path: "Sources/Workstation/CustosTraining"),
  .target(
    name: "CustosTensorBoard", dependencies: ["CustosPlatform", "CustosSupport", swiftProtobuf],
    path: "Sources/Workstation/CustosTensorBoard", exclude: ["event.proto"]),
  .target(
    name: "CustosReports",
    dependencies: [
      "CustosArchitectures", "CustosDataSet", "CustosEvaluation", "CustosImage", "CustosModelFile",
      "CustosNotation", "CustosPages", "CustosPlatform", "CustosSupport", "CustosTensorBoard",
      "CustosTraining", "CustosWeights",
    ],
    path: "Sources/Workstation/CustosReports"),
  .target(
    name: "CustosDeployment", dependencies: ["CustosSupport"],
    path: "Sources/Workstation/CustosDeployment"),
  .target(
    name: "CCustosMPI", path: "Sources/Workstation/CCustosMPI", exclude: ["plugin"],
    cSettings: strictC),
  .target(
    name: "CustosDistribution", dependencies: ["CCustosMPI", "CustosNetwork", "CustosPlatform"],
    path: "Sources/Workstation/CustosDistribution"),
  .executableTarget(
    name: "custos",
    dependencies: [
      "CustosArchitectures", "CustosDataSet", "CustosDeployment", "CustosDetection",
      "CustosDistribution", "CustosEngine", "CustosEvaluation", "CustosImage", "CustosInterchange",
      "CustosLoading", "CustosModelFile",
      "CustosNetwork", "CustosNotation", "CustosPages", "CustosPlatform", "CustosQuantization",
      "CustosReading", "CustosReports", "CustosSupport", "CustosTraining", "CustosWeights",
      argumentParser,
    ],
    path: "Sources/Workstation/custos"),
]

// MARK: Benchmarks: what is measured beside the peers. See Benchmarks/README.md.

let benchmarks: [Target] = [
  .executableTarget(
    name: "custos-benchmarks",
    dependencies: [
      "CustosArchitectures", "CustosEngine", "CustosModelFile", "CustosNetwork", "CustosPlatform",
      "CustosQuantization", "CustosSupport", argumentParser,
    ],
    path: "Benchmarks/Sources/custos-benchmarks"),
  // Driven by training_step.py, which measures PyTorch in turns with it.
  .executableTarget(
    name: "custos-training-step",
    dependencies: [
      "CustosArchitectures", "CustosDistribution", "CustosNetwork", "CustosPlatform",
      "CustosSupport", "CustosTraining", argumentParser,
    ],
    path: "Benchmarks/Sources/custos-training-step"),
]

// MARK: Tests: mirror the sources. The edge part can be built alone, which is what the sanitizers run.

let testTools: [Target.Dependency] = ["CustosTestRandom", "CustosTestSupport"]

let edgeTests: [Target] = [
  .target(name: "CustosTestRandom", path: "Tests/Support/CustosTestRandom"),
  .target(name: "CExactMemory", path: "Tests/Support/CExactMemory", cSettings: strictC),
  .target(
    name: "CVNNITwins", dependencies: ["CCustosKernels"], path: "Tests/Support/CVNNITwins",
    cSettings: strictC),
  .target(
    name: "CustosKernelChecks",
    dependencies: ["CCustosKernels", "CExactMemory", "CVNNITwins", "CustosTestRandom"],
    path: "Tests/Support/CustosKernelChecks"),
  .target(
    name: "CustosEngineChecks",
    dependencies: ["CustosEngine", "CustosModelFile", "CustosTestRandom"],
    path: "Tests/Support/CustosEngineChecks"),
  .target(
    name: "CustosPoolStress", dependencies: ["CustosPlatform", "CustosTestRandom"],
    path: "Tests/Support/CustosPoolStress"),
  .executableTarget(
    name: "custos-kernel-checks",
    dependencies: [
      "CustosEngine", "CustosEngineChecks", "CustosKernelChecks", "CustosPlatform",
      "CustosPoolStress",
    ],
    path: "Tests/Support/custos-kernel-checks"),
  .testTarget(
    name: "CustosKernelsTests", dependencies: ["CCustosKernels", "CustosKernelChecks"],
    path: "Tests/CustosKernelsTests"),
  .target(
    name: "CAllocationCounter", path: "Tests/Support/CAllocationCounter", cSettings: strictC),
  .testTarget(
    name: "CustosEngineTests",
    dependencies: [
      "CAllocationCounter", "CCustosKernels", "CustosEngine", "CustosEngineChecks",
      "CustosModelFile", "CustosPlatform", "CustosTestRandom",
    ],
    path: "Tests/CustosEngineTests"),
  .target(name: "CustosTestSupport", path: "Tests/Support/CustosTestSupport"),
  .target(
    name: "CustosSmallModel",
    dependencies: ["CustosEngine", "CustosModelFile", "CustosTestRandom"],
    path: "Tests/Support/CustosSmallModel"),
  .testTarget(
    name: "CustosPlatformTests",
    dependencies: testTools + ["CustosPlatform", "CustosPoolStress"],
    path: "Tests/CustosPlatformTests"),
  .target(name: "CJPEGSamples", path: "Tests/Support/CJPEGSamples", cSettings: strictC),
  .testTarget(
    name: "CustosImageTests",
    dependencies: testTools + ["CJPEGSamples", "CustosImage", "CustosPlatform"],
    path: "Tests/CustosImageTests"),
  .target(
    name: "CFakeCamera", dependencies: ["CCustosCamera"], path: "Tests/Support/CFakeCamera",
    cSettings: strictC),
  .testTarget(
    name: "CustosCameraTests",
    dependencies: testTools + [
      "CCustosCamera", "CFakeCamera", "CustosCamera", "CustosImage", "CustosPlatform",
    ],
    path: "Tests/CustosCameraTests"),
  .testTarget(
    name: "CustosEdgeCommandsTests",
    dependencies: testTools + [
      "CustosCamera", "CustosEdgeCommands", "CustosEngine", "CustosImage", "CustosModelFile",
      "CustosNotation", "CustosPlatform", "CustosReading", "CustosServer", "CustosSmallModel",
      "custos-edge",
    ],
    path: "Tests/CustosEdgeCommandsTests"),
  .testTarget(
    name: "CustosReadingTests",
    dependencies: testTools + [
      "CustosDetection", "CustosEngine", "CustosEngineChecks", "CustosImage", "CustosModelFile",
      "CustosNotation", "CustosPlatform", "CustosReading", "CustosSmallModel",
    ],
    path: "Tests/CustosReadingTests"),
  .testTarget(
    name: "CustosNotationTests",
    dependencies: testTools + ["CustosImage", "CustosNotation"],
    path: "Tests/CustosNotationTests"),
  .testTarget(
    name: "CustosDetectionTests",
    dependencies: testTools + ["CustosDetection", "CustosImage", "CustosNotation"],
    path: "Tests/CustosDetectionTests"),
  .testTarget(
    name: "CustosModelFileTests",
    dependencies: [
      "CustosEngineChecks", "CustosModelFile", "CustosPlatform", "CustosTestRandom",
    ],
    path: "Tests/CustosModelFileTests"),
]

let networkTests: [Target] = [
  .testTarget(
    name: "CustosArchitecturesTests",
    dependencies: [
      "CustosArchitectures", "CustosGoldenSupport", "CustosNetwork", "CustosPlatform",
      "CustosSupport",
    ]),
  .target(
    name: "CustosGoldenSupport", dependencies: ["CustosNetwork", "CustosPlatform"],
    path: "Tests/Support/CustosGoldenSupport"),
  .target(
    name: "CustosNetworkSupport", dependencies: ["CustosNetwork"],
    path: "Tests/Support/CustosNetworkSupport"),
  .testTarget(
    name: "CustosNetworkTests",
    dependencies: [
      "CAllocationCounter", "CCustosFloatKernels", "CExactMemory", "CustosArchitectures",
      "CustosGoldenSupport", "CustosNetwork", "CustosNetworkSupport", "CustosPlatform",
      "CustosTestRandom",
    ]),
]

let weightsTests: [Target] = [
  .target(
    name: "CHDF5Writer", dependencies: ["CHDF5", "CLibZip"], path: "Tests/Support/CHDF5Writer",
    cSettings: strictC),
  .target(
    name: "CustosWeightsSupport", dependencies: ["CustosWeights"],
    path: "Tests/Support/CustosWeightsSupport"),
  .testTarget(
    name: "CustosKerasTests",
    dependencies: testTools + [
      "CHDF5Writer", "CustosArchitectures", "CustosNetwork", "CustosPlatform", "CustosSupport",
      "CustosWeights", "CustosWeightsSupport",
    ]),
]

let workstationTests: [Target] = [
  // Preloaded into the desktop's command line to kill it at any of its file operations.
  .target(name: "CFileFaults", path: "Tests/Support/CFileFaults", cSettings: strictC),
  // Preloaded into the board's command line to let any of its calls to the system fail.
  .target(name: "CCallFaults", path: "Tests/Support/CCallFaults", cSettings: strictC),
  // Driven by Tests/Golden/check_weights.py, which compares it with other frameworks.
  .executableTarget(
    name: "custos-logits",
    dependencies: ["CustosArchitectures", "CustosNetwork", "CustosPlatform", "CustosWeights"],
    path: "Tests/Support/custos-logits"),
  // Small data sets and files for the tests of several modules.
  .target(
    name: "CustosTestData",
    dependencies: [
      "CustosDataSet", "CustosEvaluation", "CustosImage", "CustosPlatform", "CustosTestRandom",
      "CustosTestSupport",
    ],
    path: "Tests/Support/CustosTestData"),
  .testTarget(name: "CustosSupportTests", dependencies: ["CustosSupport"]),
  .testTarget(
    name: "CustosDataSetTests",
    dependencies: testTools + ["CustosDataSet", "CustosImage", "CustosPlatform", "CustosTestData"]),
  .testTarget(
    name: "CustosPagesTests",
    dependencies: [
      "CustosArchitectures", "CustosDataSet", "CustosImage", "CustosNotation", "CustosPages",
      "CustosPlatform", "CustosSupport", "CustosTestData", "CustosTestSupport",
    ]),
  .testTarget(
    name: "CustosInterchangeTests",
    dependencies: testTools + [
      "CustosDataSet", "CustosImage", "CustosInterchange", "CustosNotation", "CustosPlatform",
      "CustosTestData",
    ]),
  .testTarget(
    name: "CustosLoadingTests",
    dependencies: testTools + [
      "CCustosFloatKernels", "CustosArchitectures", "CustosDataSet", "CustosImage", "CustosLoading",
      "CustosNetwork", "CustosPages", "CustosPlatform", "CustosSupport", "CustosTestData",
    ]),
  .testTarget(
    name: "CustosWeightsTests",
    dependencies: testTools + [
      "CustosArchitectures", "CustosNetwork", "CustosPlatform", "CustosSupport", "CustosTestData",
      "CustosWeights", "CustosWeightsSupport",
    ]),
  .testTarget(
    name: "CustosEvaluationTests",
    dependencies: testTools + [
      "CustosArchitectures", "CustosDataSet", "CustosDetection", "CustosEvaluation", "CustosImage",
      "CustosLoading", "CustosModelFile", "CustosNetwork", "CustosNotation", "CustosPages",
      "CustosPlatform", "CustosReading", "CustosSupport", "CustosTestData", "CustosWeights",
    ]),
  .testTarget(
    name: "CustosTrainingTests",
    dependencies: testTools + [
      "CAllocationCounter", "CustosArchitectures", "CustosDataSet", "CustosEvaluation",
      "CustosGoldenSupport", "CustosImage", "CustosLoading", "CustosNetwork",
      "CustosNetworkSupport", "CustosPages", "CustosPlatform", "CustosSupport", "CustosTestData",
      "CustosTraining", "CustosWeights", "CustosWeightsSupport",
    ]),
  .testTarget(
    name: "CustosReportsTests",
    dependencies: testTools + [
      "CustosArchitectures", "CustosDataSet", "CustosEvaluation", "CustosImage", "CustosModelFile",
      "CustosNotation", "CustosPages", "CustosPlatform", "CustosReports", "CustosSupport",
      "CustosTensorBoard", "CustosTestData", "CustosTraining",
    ]),
  .testTarget(
    name: "CustosQuantizationTests",
    dependencies: [
      "CustosArchitectures", "CustosDataSet", "CustosEngine", "CustosEvaluation", "CustosImage",
      "CustosModelFile", "CustosNetwork", "CustosPlatform", "CustosQuantization", "CustosSupport",
      "CustosTestSupport", "CustosWeights",
    ]),
  .testTarget(
    name: "CustosCommandTests",
    dependencies: [
      "CustosImage", "CustosPlatform", "CustosSmallModel", "CustosTestData", "CustosTestSupport",
    ]),
  .testTarget(
    name: "CrossTests",
    dependencies: [
      "CustosArchitectures", "CustosEngine", "CustosEngineChecks", "CustosImage",
      "CustosModelFile", "CustosNetwork", "CustosPlatform", "CustosQuantization", "CustosSupport",
      "CustosTestSupport",
    ]),
]

// The targets that some need, themselves included, in the order of `all`.
func closure(of names: Set<String>, in all: [Target]) -> [Target] {
  var needed = names
  for target in all.reversed() where needed.contains(target.name) {
    for case .byNameItem(let name, _) in target.dependencies { needed.insert(name) }
  }
  let grown = all.filter { needed.contains($0.name) }
  return needed == names ? grown : closure(of: needed, in: all)
}

// `edge` is all that the board needs; `sanitized` and `threads` are what scripts/sanitize.sh runs: edge and
// network, and of these what shares work out to threads. None of them has packages.
let part = Context.environment["CUSTOS_PART"]
let sanitized = edge + network + weights + edgeTests + networkTests + weightsTests
let targets =
  switch part {
  case "edge": edge + edgeTests
  case "sanitized": sanitized
  case "threads":
    closure(of: ["CustosPlatformTests", "CustosEngineTests", "CustosNetworkTests"], in: sanitized)
  default:
    edge + network + weights + workstation + benchmarks + edgeTests + networkTests + weightsTests
      + workstationTests
  }

// Imports are internal unless they say otherwise and name the module of each member that is used.
for target in targets where target.cSettings == nil && target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}

let package = Package(
  name: "custos",
  products: part == "threads"
    ? []
    : part != nil
      ? [.executable(name: "custos-edge", targets: ["custos-edge"])]
      : [
        .executable(name: "custos", targets: ["custos"]),
        .executable(name: "custos-edge", targets: ["custos-edge"]),
        // For the tests.
        .library(name: "CustosFileFaults", type: .dynamic, targets: ["CFileFaults"]),
        .library(name: "CustosCallFaults", type: .dynamic, targets: ["CCallFaults"]),
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
