import ArgumentParser
import CustosEngine
import CustosPlatform
import Foundation

/// Times a network's operators.
@main struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custos-benchmarks",
    abstract: "Times the int8 engine on a network of given shapes; prints JSON lines.")

  @Argument(help: "File of operators, such as Shapes/vgg4.txt.") var shapes: String
  @Option(help: "Input as HEIGHTxWIDTH.") var size = "112x56"
  @Option(help: "Threads that share the work.") var threads = 1
  @Option(help: "Measured inferences.") var runs = 20
  @Option(help: "scalar, avx2, neon or neondot; the best by default.") var instructionSet: String?

  private static let warmUpRuns = 2

  func run() throws {
    let numbers = size.split(separator: "x").compactMap { Int($0) }
    guard numbers.count == 2, runs > 0 else {
      throw ValidationError("--size should be HEIGHTxWIDTH and --runs at least 1.")
    }
    var set = InstructionSet.best
    if let instructionSet {
      guard let named = InstructionSet(name: instructionSet) else {
        throw ValidationError("--instruction-set \(instructionSet) is not known.")
      }
      set = named
    }
    let file = ShapeFile(text: try String(contentsOfFile: shapes, encoding: .utf8))
    let model = try file.model(height: numbers[0], width: numbers[1])
    let engine = try Engine(model: model, threads: threads, instructionSet: set)
    let picture = (0..<engine.inputByteCount).map { UInt8(truncatingIfNeeded: $0 &* 97) }

    var samples = engine.profile.map { _ in [UInt64]() }
    var totals: [UInt64] = []
    engine.isProfiling = true
    for run in 0..<Self.warmUpRuns + runs {
      engine.resetProfile()
      let start = MonotonicClock.nanoseconds
      try picture.withUnsafeBufferPointer { try engine.run(pixels: $0) }
      let elapsed = MonotonicClock.nanoseconds - start
      guard run >= Self.warmUpRuns else { continue }
      totals.append(elapsed)
      for (index, step) in engine.profile.enumerated() { samples[index].append(step.nanoseconds) }
    }
    var products = 0
    for (index, (step, times)) in zip(engine.profile, samples).enumerated() {
      products += step.multiplyAccumulates
      let shape = "[\(step.outputHeight),\(step.outputWidth),\(step.outputChannels)]"
      report(step.name, shape, step.multiplyAccumulates, times, set, sequence: index)
    }
    report(
      "network", "[1,1,\(engine.logits.count)]", products, totals, set, sequence: samples.count)
  }

  private func report(
    _ name: String, _ shape: String, _ products: Int, _ times: [UInt64], _ set: InstructionSet,
    sequence: Int
  ) {
    let sorted = times.sorted()
    let median = sorted[sorted.count / 2]
    func microseconds(_ nanoseconds: UInt64) -> String {
      String(format: "%.1f", Double(nanoseconds) / 1000)
    }
    let network = URL(fileURLWithPath: shapes).deletingPathExtension().lastPathComponent
    let rate = String(format: "%.3f", Double(products) / Double(max(1, median)))
    print(
      "{\"schema\":\"custos.benchmark/1\",\"time\":\"\(UTCTime.now)\",\"seq\":\(sequence),"
        + "\"network\":\"\(network)\",\"size\":\"\(size)\","
        + "\"instruction_set\":\"\(set.name)\",\"threads\":\(threads),\"operator\":\"\(name)\","
        + "\"output\":\(shape),\"macs\":\(products),\"min_us\":\(microseconds(sorted[0])),"
        + "\"p50_us\":\(microseconds(median)),"
        + "\"p90_us\":\(microseconds(sorted[sorted.count * 9 / 10])),"
        + "\"gmac_per_s\":\(rate)}")
  }
}
