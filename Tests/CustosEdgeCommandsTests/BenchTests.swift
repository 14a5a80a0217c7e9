import CustosEngine
import CustosModelFile
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

@testable import CustosEdgeCommands

@Suite struct BenchTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func textNamesEveryOperator() throws {
    let text = try EdgeTool.run(["bench", "--model", bench.model, "--runs", "5"])
    #expect(text.exitCode == 0)
    for start in [
      "model\tsmall", "board\t", "processor\t", "before\tclock ", "after\tclock ", "kernels\t",
      "load\t", "latency\tmin ", "speed\t", "cycles\t", "memory\tactivations ",
      "operator\toutput\t",
      "0 convolution\t24x12x4\t31104\t", "1 dense\t1x1x14\t16128\t",
    ] {
      #expect(text.lines.contains { $0.hasPrefix(start) }, "\(start)")
    }
    let table = text.lines.drop { !$0.hasPrefix("operator\t") }
    #expect(table.count == 3 && table.allSatisfy { $0.split(separator: "\t").count == 8 })
  }

  @Test(arguments: [false, true])
  func jsonHasEveryField(pinned: Bool) throws {
    let outcome = try EdgeTool.run(
      [
        "bench", "--model", bench.model, "--runs", "7", "--warm-up", "0", "--threads", "2",
        "--format", "jsonl",
      ] + (pinned ? ["--pin"] : []))
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    let json = try objects(outcome.output)
    try #require(json.map { $0["seq"] as? Int } == [0, 1, 2])
    let network = json[0]
    #expect(network["schema"] as? String == "custos.bench/1")
    #expect(network["runs"] as? Int == 7 && network["warm_up"] as? Int == 0)
    let threads = min(2, ThreadPool.defaultThreadCount())
    #expect(network["threads"] as? Int == threads && network["pinned"] as? Bool == pinned)
    #expect(network["multiply_accumulates"] as? Int == 47232)
    let latency = try #require(network["latency_us"] as? [String: Double])
    let measured = try ["min", "p50", "p90", "p99"].map { try #require(latency[$0]) }
    #expect(measured[0] > 0 && measured == measured.sorted())
    for name in [
      "load_us", "gmac_per_s", "activation_bytes", "packed_bytes", "peak_resident_bytes",
    ] {
      #expect(try #require(network[name] as? Double) > 0, "\(name)")
    }
    // What this machine may not tell is there all the same.
    for name in [
      "mac_per_cycle", "cycle_source", "board", "processor", "max_clock_khz", "governor",
    ] { #expect(network[name] != nil, "\(name)") }
    for name in ["before", "after"] {
      let state = try #require(network[name] as? [String: Any])
      #expect(Set(state.keys) == ["clock_khz", "temperature_c", "throttling"])
    }
    let shares = try json[1...].map { try #require($0["share_percent"] as? Double) }
    #expect(abs(shares.reduce(0, +) - 100) < 1e-6)
    for (line, products) in zip(json[1...], [31104, 16128]) {
      #expect(line["schema"] as? String == "custos.bench.operator/1")
      #expect(line["multiply_accumulates"] as? Int == products)
      for name in ["p50_us", "mean_us", "gmac_per_s"] {
        #expect(try #require(line[name] as? Double) > 0, "\(name)")
      }
      #expect(line["mac_per_cycle"] != nil)
    }
  }

  /// A report with made-up times: two operators of 30 and 10 us, a whole run of 50 us.
  private func report(
    cycles: CycleRate?, processor: ProcessorFacts, state: BoardState
  ) throws -> BenchReport {
    let model = try ModelReader.model(from: SmallModel.bytes(), file: "small")
    let operators = zip(try Engine(model: model).profile, [30_000, 10_000] as [UInt64]).map {
      var latencies = LatencyStatistics()
      latencies.add(nanoseconds: $1)
      return BenchedOperator(profile: $0, latencies: latencies)
    }
    var latencies = LatencyStatistics()
    latencies.add(nanoseconds: 50_000)
    return BenchReport(
      modelName: "small", modelChecksum: "0badcafe", instructionSet: "neon", threads: 4,
      isPinned: true, warmUps: 3, loadMicroseconds: 1234, latencies: latencies, cycles: cycles,
      operators: operators,
      memory: BenchedMemory(activations: 10, packedWeights: 20, scratch: 5, peakResident: nil),
      processor: processor, cpuCount: 4, cpuQuota: 0.5, before: state, after: state)
  }

  @Test func aBoardThatTellsNothingIsUnknownAndNull() throws {
    let folder = try TemporaryFolder()
    let report = try report(
      cycles: nil, processor: ProcessorFacts(root: folder.path),
      state: BoardState(root: folder.path))
    let lines = report.text.split(separator: "\n").map(String.init)
    for line in [
      "cpus\t4 to run on, a quota of 0.50 CPUs",
      "board\tunknown", "processor\tunknown, maximum clock unknown, governor unknown",
      "before\tclock unknown, temperature unknown, throttling unknown",
      "kernels\tneon, 4 threads (pinned), 3 warm-ups, 1 runs", "load\t1.234 ms",
      "speed\t0.94 GMAC/s, unknown MAC/cycle, 47232 multiply-accumulates", "cycles\tunknown",
      "memory\tactivations 10 bytes, packed weights 20 bytes, scratch 5 bytes, resident at most unknown",
      "0 convolution\t24x12x4\t31104\t30.0\t75.0\t1.04\tunknown\tcustos_qs8_qc8w_",
      "1 dense\t1x1x14\t16128\t10.0\t25.0\t1.61\tunknown\tcustos_qs8_qc8w_",
    ] { #expect(lines.contains { $0.hasPrefix(line) }, "\(line)") }
    let network = try objects(report.jsonLines)[0]
    for name in [
      "mac_per_cycle", "cycle_source", "board", "processor", "max_clock_khz", "governor",
      "peak_resident_bytes",
    ] { #expect(network[name] is NSNull, "\(name)") }
    let state = try #require(network["before"] as? [String: Any])
    #expect(state.count == 3 && state.values.allSatisfy { $0 is NSNull })
  }

  @Test func whatABoardTellsIsReported() throws {
    let folder = try TemporaryFolder()
    for (name, text) in [
      ("proc/device-tree/model", "A \"board\"\0"),
      ("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1500000\n"),
      ("sys/class/thermal/thermal_zone0/temp", "61250\n"),
      ("sys/bus/platform/drivers/raspberrypi-firmware/soc:firmware/get_throttled", "50004\n"),
    ] {
      try FileSystem.createDirectories(Path.directory(folder.file(name)))
      try FileSystem.write(text, to: folder.file(name), replacing: false)
    }
    let state = BoardState(root: folder.path)
    let rate = CycleRate(
      clockBefore: state.clockKilohertz, after: state.clockKilohertz, threads: 4)
    let report = try report(
      cycles: rate, processor: ProcessorFacts(root: folder.path), state: state)
    let lines = report.text.split(separator: "\n").map(String.init)
    // 50 us of four threads at 1500 MHz are 300,000 cycles, 30 us are 180,000.
    for line in [
      "board\tA \"board\"", "cycles\tfrom cpufreq",
      "after\tclock 1500 MHz, temperature 61.2 C, throttling 0x50004 "
        + "(now throttled, since boot under-voltage and throttled)",
      "speed\t0.94 GMAC/s, 0.16 MAC/cycle, 47232 multiply-accumulates",
      "0 convolution\t24x12x4\t31104\t30.0\t75.0\t1.04\t0.17\tcustos_qs8_qc8w_",
    ] { #expect(lines.contains { $0.hasPrefix(line) }, "\(line)") }
    let network = try objects(report.jsonLines)[0]
    #expect(network["board"] as? String == "A \"board\"")
    #expect(network["mac_per_cycle"] as? Double == 47232 / 300_000.0)
    let after = try #require(network["after"] as? [String: Any])
    #expect(after["clock_khz"] as? Int == 1_500_000 && after["temperature_c"] as? Double == 61.25)
    let throttling = try #require(after["throttling"] as? [String: Any])
    #expect(throttling["bits"] as? String == "0x50004")
    #expect(throttling["now"] as? [String] == ["throttled"])
    #expect(throttling["since_boot"] as? [String] == ["under-voltage", "throttled"])
  }
}
