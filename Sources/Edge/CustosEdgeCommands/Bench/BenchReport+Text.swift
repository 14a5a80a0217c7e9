import CustosEngine
import CustosPlatform

extension BenchReport {
  /// Lines for a person: facts, then a table of the operators, fields separated by tabs.
  var text: String {
    let median = latencies.median
    var lines = [
      "model\t\(modelName) (crc \(modelChecksum))",
      "board\t\(processor.board ?? Self.unknown)",
      "processor\t\(processor.name ?? Self.unknown), "
        + "maximum clock \(Self.clock(processor.maximumClockKilohertz)), "
        + "governor \(processor.governor ?? Self.unknown)",
      "cpus\t\(cpuCount) to run on, "
        + (cpuQuota.map { "a quota of \(NumberText.fixed($0, decimals: 2)) CPUs" } ?? "no quota"),
      "before\t\(Self.describe(before))",
      "after\t\(Self.describe(after))",
      "kernels\t\(instructionSet), \(threads) \(threads == 1 ? "thread" : "threads")\(isPinned ? " (pinned)" : ""), "
        + "\(warmUps) warm-ups, \(latencies.count) runs",
      "load\t\(Self.milliseconds(Double(loadMicroseconds)))",
      "latency\tmin \(Self.milliseconds(latencies.minimum)), p50 \(Self.milliseconds(median)), "
        + "p90 \(Self.milliseconds(latencies.percentile(90))), "
        + "p99 \(Self.milliseconds(latencies.percentile(99)))",
      "speed\t\(Self.decimal(speed.gigaPerSecond)) GMAC/s, "
        + "\(Self.decimal(speed.perCycle)) MAC/cycle, "
        + "\(speed.multiplyAccumulates) multiply-accumulates",
      "cycles\t" + (cycles.map { "from \($0.source.rawValue)" } ?? Self.unknown),
      "memory\tactivations \(memory.activations) bytes, "
        + "packed weights \(memory.packedWeights) bytes, scratch \(memory.scratch) bytes, "
        + "resident at most \(memory.peakResident.map { "\($0) bytes" } ?? Self.unknown)",
      "",
      "operator\toutput\tmultiply-accumulates\tp50 us\tshare %\tGMAC/s\tMAC/cycle\tkernel",
    ]
    for (index, step) in operators.enumerated() { lines.append(line(index, step)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ index: Int, _ step: BenchedOperator) -> String {
    let profile = step.profile
    let speed = speed(of: step)
    return [
      "\(index) \(profile.name)",
      "\(profile.outputHeight)x\(profile.outputWidth)x\(profile.outputChannels)",
      "\(profile.multiplyAccumulates)",
      NumberText.fixed(step.latencies.median, decimals: 1),
      NumberText.fixed(share(of: step), decimals: 1),
      speed.map { Self.decimal($0.gigaPerSecond) } ?? "-",
      speed.map { Self.decimal($0.perCycle) } ?? "-",
      profile.joinedTo.map { "with \($0)" } ?? profile.kernelName,
    ].joined(separator: "\t")
  }

  private static let unknown = "unknown"

  private static func describe(_ state: BoardState) -> String {
    let temperature = state.temperatureMillidegrees.map {
      NumberText.fixed(Double($0) / 1000, decimals: 1) + " C"
    }
    return "clock \(clock(state.clockKilohertz)), temperature \(temperature ?? unknown), "
      + "throttling \(state.throttling.map(describe) ?? unknown)"
  }

  private static func describe(_ throttling: Throttling) -> String {
    func list(_ names: [String]) -> String {
      names.isEmpty ? "none" : names.joined(separator: " and ")
    }
    return "\(throttling.hexadecimal) "
      + "(now \(list(throttling.now)), since boot \(list(throttling.sinceBoot)))"
  }

  private static func clock(_ kilohertz: Int?) -> String {
    kilohertz.map { "\($0 / 1000) MHz" } ?? unknown
  }

  private static func milliseconds(_ microseconds: Double) -> String {
    NumberText.fixed(microseconds / 1000, decimals: 3) + " ms"
  }

  private static func decimal(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, decimals: 2) } ?? unknown
  }
}
