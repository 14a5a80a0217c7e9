import ArgumentParser
import CustosEngine
import CustosPlatform
import Foundation

/// Times a network's operators.
struct Operators: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times each operator and the whole network; prints JSON lines.")

  @OptionGroup var network: NetworkOptions
  @Option(help: "Measured inferences.") var runs = 20

  private static let warmUpRuns = 2

  func validate() throws {
    guard runs > 0 else { throw ValidationError("--runs should be at least 1.") }
  }

  func run() throws {
    let engine = try network.engine()
    let set = engine.instructionSet
    let picture = engine.picture

    var samples = engine.profile.map { _ in [UInt64]() }
    var totals: [UInt64] = []
    engine.isProfiling = true
    for run in 0..<Self.warmUpRuns + runs {
      engine.resetProfile()
      let elapsed = try engine.time(picture)
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
      "network", "[1,1,\(engine.logitScales.count)]", products, totals, set, sequence: samples.count
    )
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
    let rate = String(format: "%.3f", Double(products) / Double(max(1, median)))
    print(
      "{\"schema\":\"custos.benchmark/1\",\"time\":\"\(UTCTime.now)\",\"seq\":\(sequence),"
        + "\"network\":\"\(network.architecture.network)\",\"size\":\"\(network.architecture.size)\","
        + "\"instruction_set\":\"\(set.name)\",\"threads\":\(network.threads),"
        + "\"operator\":\"\(name)\","
        + "\"output\":\(shape),\"macs\":\(products),\"min_us\":\(microseconds(sorted[0])),"
        + "\"p50_us\":\(microseconds(median)),"
        + "\"p90_us\":\(microseconds(sorted[sorted.count * 9 / 10])),"
        + "\"gmac_per_s\":\(rate)}")
  }
}
