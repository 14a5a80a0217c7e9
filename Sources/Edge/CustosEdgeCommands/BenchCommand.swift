import CustosEngine
import CustosModel
import CustosPlatform

/// `custos-edge bench`: measures the latency of one inference, and the time of each operator.
struct BenchCommand {
  static let rules = ArgumentRules(
    options: CommonOptions.names + ["runs", "warm-up"], flags: CommonOptions.flags,
    takesWords: false)

  let options: CommonOptions
  let runs: Int
  let warmUps: Int

  init(_ arguments: [String]) throws(CommandError) {
    let parsed = try ParsedArguments(arguments, verb: "bench", rules: Self.rules)
    options = try CommonOptions(parsed)
    runs = try parsed.integer("runs", in: 1...1_000_000, default: 50)
    warmUps = try parsed.integer("warm-up", in: 0...1_000_000, default: 3)
  }

  /// Measures whole runs first, then operators in as many runs again, so that the second
  /// measurement does not disturb the first.
  func run() throws(CommandError) -> Int32 {
    let classifier = try Classifier(options)
    let engine = classifier.engine
    let pixels = input(classifier)
    for _ in 0..<warmUps { try infer(engine, pixels) }
    var latencies = LatencyStatistics()
    for _ in 0..<runs {
      let start = MonotonicClock.nanoseconds
      try infer(engine, pixels)
      latencies.add(nanoseconds: MonotonicClock.nanoseconds - start)
    }
    engine.resetProfile()
    engine.isProfiling = true
    for _ in 0..<runs { try infer(engine, pixels) }
    let report = BenchReport(
      modelName: classifier.model.name, modelChecksum: classifier.checksum,
      instructionSet: engine.instructionSet.name, threads: engine.threadCount,
      latencies: latencies, operators: engine.profile,
      peakResidentBytes: CurrentProcess.peakResidentBytes)
    do throws(PlatformError) {
      try Console.output.write(options.format == .text ? report.text : report.jsonLines)
    } catch { throw CommandError(error) }
    return ExitCode.success
  }

  private func infer(_ engine: Engine, _ pixels: [UInt8]) throws(CommandError) {
    do throws(EngineError) {
      try pixels.withUnsafeBufferPointer { (buffer) throws(EngineError) in
        try engine.run(pixels: buffer)
      }
    } catch { throw CommandError(error) }
  }

  /// The first self-test patch, or a pattern: the time hardly depends on the pixels.
  private func input(_ classifier: Classifier) -> [UInt8] {
    if let test = classifier.model.selfTests.first { return test.pixels }
    return (0..<classifier.engine.inputByteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
  }
}
