import CustosEngine
import CustosPlatform

/// What a benchmark has found; `text` and `jsonLines` tell it.
struct BenchReport {
  let modelName: String
  let modelChecksum: String
  let instructionSet: String
  let threads: Int
  let isPinned: Bool
  let warmUps: Int
  /// Time from opening the model file to the first possible run.
  let loadMicroseconds: Int
  let latencies: LatencyStatistics
  /// nil: the system does not tell of cycles.
  let cycles: CycleRate?
  let operators: [BenchedOperator]
  let memory: BenchedMemory
  let processor: ProcessorFacts
  /// CPUs that the threads may run on.
  let cpuCount: Int
  /// The control group's share of CPU time, in CPUs; nil: no limit.
  let cpuQuota: Double?
  /// The board after the warm-up, before the measured runs.
  let before: BoardState
  /// The board right after the measured runs.
  let after: BoardState

  /// The speed of one run of the whole network.
  var speed: Speed {
    Speed(
      multiplyAccumulates: operators.reduce(0) { $0 + $1.profile.multiplyAccumulates },
      microseconds: latencies.median, cycles: cycles)
  }

  /// The speed of one run of an operator; nil for operators that do not multiply.
  func speed(of step: BenchedOperator) -> Speed? {
    guard step.profile.multiplyAccumulates > 0 else { return nil }
    return Speed(
      multiplyAccumulates: step.profile.multiplyAccumulates,
      microseconds: step.latencies.median, cycles: cycles)
  }

  /// An operator's part of the time of all operators, in per cent.
  func share(of step: BenchedOperator) -> Double {
    let total = operators.reduce(0) { $0 + $1.latencies.median }
    return total > 0 ? step.latencies.median / total * 100 : 0
  }
}

/// One operator of the network and its latencies.
struct BenchedOperator {
  let profile: OperatorProfile
  let latencies: LatencyStatistics
}

/// The memory that the engine takes, in bytes.
struct BenchedMemory {
  let activations: Int
  let packedWeights: Int
  /// Intermediate results within an operator, such as Winograd's transformed tiles.
  let scratch: Int
  /// The most that the process has had resident; nil is unknown.
  let peakResident: Int?
}

/// How fast multiply-accumulates are done.
struct Speed {
  let multiplyAccumulates: Int
  let microseconds: Double
  let cycles: CycleRate?

  /// In thousands of millions a second; nil when no time was measured.
  var gigaPerSecond: Double? {
    microseconds > 0 ? Double(multiplyAccumulates) / microseconds / 1000 : nil
  }

  /// Per cycle of one core, so that threads which wait count as well; nil is unknown.
  var perCycle: Double? {
    cycles?.multiplyAccumulatesPerCycle(multiplyAccumulates, microseconds: microseconds)
  }
}
