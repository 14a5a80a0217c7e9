import CustosEngine
import CustosPlatform

/// What `doctor` finds out about board and system.
enum BoardChecks {
  /// Above this a Raspberry Pi slows down, in thousandths of a degree Celsius.
  static let hot = 80_000
  /// The memory that the largest networks and a picture of a camera need, in kB.
  static let neededKilobytes = 150 * 1024

  /// Looks at the files below `root`, which is empty but in tests.
  static func all(root: String = "") -> [Check] {
    let processor = ProcessorFacts(root: root)
    let state = BoardState(root: root)
    let system = SystemFacts(root: root)
    return [
      .fact("board", processor.board),
      .fact("processor", processor.name),
      processors(root),
      .ok("instructions", InstructionSet.available.map { $0.name }.joined(separator: ", ")),
      .fact("system", system.distribution),
      .fact("kernel", system.kernel),
      memory(system),
      governor(processor),
      clock(processor, state),
      temperature(state),
      throttling(state),
    ]
  }

  private static func processors(_ root: String) -> Check {
    let quota = ControlGroup(root: root).processorQuota.map {
      "a quota of \(NumberText.fixed($0.count, decimals: 2)) CPUs"
    }
    let threads = ThreadPool.defaultThreadCount(root: root)
    return .ok(
      "cpus",
      "\(ThreadPool.availableCPUCount) to run on, \(quota ?? "no quota"): "
        + "\(threads) \(threads == 1 ? "thread" : "threads") by default")
  }

  private static func memory(_ system: SystemFacts) -> Check {
    guard let all = system.memoryKilobytes, let available = system.availableKilobytes else {
      return .fact("memory", nil)
    }
    let found = "\(available / 1024) of \(all / 1024) MB available"
    return available >= neededKilobytes
      ? .ok("memory", found)
      : .problem(
        "memory", found,
        remedy: "End other programs, or start custos-edge with --no-winograd, which needs less.")
  }

  private static func governor(_ processor: ProcessorFacts) -> Check {
    guard processor.governor == "powersave" else {
      return .fact("governor", processor.governor)
    }
    return .problem(
      "governor", "powersave: the processor stays at its lowest clock",
      remedy: "echo ondemand | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
  }

  private static func clock(_ processor: ProcessorFacts, _ state: BoardState) -> Check {
    guard let clock = state.clockKilohertz else { return .fact("clock", nil) }
    let maximum = processor.maximumClockKilohertz.map { " of \($0 / 1000)" } ?? ""
    return .ok("clock", "\(clock / 1000)\(maximum) MHz")
  }

  private static func temperature(_ state: BoardState) -> Check {
    guard let temperature = state.temperatureMillidegrees else {
      return .fact("temperature", nil)
    }
    let found = NumberText.fixed(Double(temperature) / 1000, decimals: 1) + " degrees Celsius"
    return temperature < hot
      ? .ok("temperature", found)
      : .problem(
        "temperature", found + ": the processor slows down to cool",
        remedy: "Fit a heat sink or a fan, and leave air around the board.")
  }

  private static func throttling(_ state: BoardState) -> Check {
    guard let throttling = state.throttling else {
      return .unknown("throttling", "only a Raspberry Pi's firmware tells")
    }
    let now = throttling.now
    let before = throttling.sinceBoot
    guard !now.isEmpty || !before.isEmpty else { return .ok("throttling", "none since boot") }
    let found =
      now.isEmpty
      ? "not now, but since boot: " + before.joined(separator: ", ")
      : "now: " + now.joined(separator: ", ")
    let isPower = (now + before).contains("under-voltage")
    return .problem(
      "throttling", found,
      remedy: isPower
        ? "Use the power supply made for this board and a short cable, and restart the board."
        : "Fit a heat sink or a fan, and leave air around the board.")
  }
}
