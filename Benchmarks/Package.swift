// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "custos-benchmarks",
  dependencies: [
    .package(name: "custos", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "custos-benchmarks",
      dependencies: [
        .product(name: "CustosBenchmarkSupport", package: "custos"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // Driven by training_step.py, which measures PyTorch in turns with it.
    .executableTarget(
      name: "custos-training-step",
      dependencies: [
        .product(name: "CustosTrainingBenchmarkSupport", package: "custos"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
