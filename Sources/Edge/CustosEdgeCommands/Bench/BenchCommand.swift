import CustosEngine
import CustosModelFile
import CustosPlatform
import CustosReading

/// `custos-edge bench`: measures the latency of one inference, and the time of each operator.
///
/// Whole runs are measured first, then operators in as many runs again, so that the second
/// measurement does not disturb the first.
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

  /// Measures and reports.
  func run() throws(CommandError) -> Int32 {
    // Before the engine starts its threads, or these would not be counted.
    let counter = CycleCounter()
    let classifier = try options.openClassifier()
    let engine = classifier.engine
    let pixels = input(classifier)
    for _ in 0..<warmUps { try infer(engine, pixels) }
    let before = BoardState()
    let start = (cycles: counter?.cycles, time: MonotonicClock.nanoseconds)
    let latencies = try measureRuns(engine, pixels)
    let end = (cycles: counter?.cycles, time: MonotonicClock.nanoseconds)
    let after = BoardState()
    let memory = BenchedMemory(
      activations: engine.arenaByteCount, packedWeights: engine.packedByteCount,
      scratch: engine.scratchByteCount, peakResident: CurrentProcess.peakResidentBytes)
    let report = BenchReport(
      modelName: classifier.model.name, modelChecksum: classifier.checksum,
      instructionSet: engine.instructionSet.name, threads: engine.threadCount,
      isPinned: options.isPinned, warmUps: warmUps,
      loadMicroseconds: classifier.loadMicroseconds, latencies: latencies,
      cycles: CycleRate(from: start.cycles, to: end.cycles, nanoseconds: end.time - start.time)
        ?? CycleRate(
          clockBefore: before.clockKilohertz, after: after.clockKilohertz,
          threads: engine.threadCount),
      operators: try measureOperators(engine, pixels), memory: memory,
      processor: ProcessorFacts(), cpuCount: ThreadPool.availableCPUCount,
      cpuQuota: ControlGroup().processorQuota?.count, before: before, after: after)
    do throws(PlatformError) {
      try Console.output.write(options.format == .text ? report.text : report.jsonLines)
    } catch { throw CommandError(error) }
    return ExitStatus.success
  }

  private func measureRuns(
    _ engine: Engine, _ pixels: [UInt8]
  ) throws(CommandError) -> LatencyStatistics {
    var latencies = LatencyStatistics()
    for _ in 0..<runs {
      let start = MonotonicClock.nanoseconds
      try infer(engine, pixels)
      latencies.add(nanoseconds: MonotonicClock.nanoseconds - start)
    }
    return latencies
  }

  private func measureOperators(
    _ engine: Engine, _ pixels: [UInt8]
  ) throws(CommandError) -> [BenchedOperator] {
    var latencies = engine.profile.map { _ in LatencyStatistics() }
    engine.isProfiling = true
    for _ in 0..<runs {
      engine.resetProfile()
      try infer(engine, pixels)
      for index in latencies.indices {
        latencies[index].add(nanoseconds: engine.profile[index].nanoseconds)
      }
    }
    engine.isProfiling = false
    return latencies.indices.map {
      BenchedOperator(profile: engine.profile[$0], latencies: latencies[$0])
    }
  }

  private func infer(_ engine: Engine, _ pixels: [UInt8]) throws(CommandError) {
    do throws(EngineError) {
      try engine.run(pixels: pixels.span)
    } catch { throw CommandError(error) }
  }

  /// The first self-test patch, or a pattern: the time hardly depends on the pixels.
  private func input(_ classifier: Classifier) -> [UInt8] {
    if let test = classifier.model.selfTests.first { return test.pixels }
    return (0..<classifier.engine.inputByteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
  }
}
