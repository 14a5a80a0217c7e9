import CustosEngine
import CustosPlatform

/// A benchmark's numbers as text or JSON lines.
struct BenchReport {
  let modelName: String
  let modelChecksum: String
  let instructionSet: String
  let threads: Int
  let latencies: LatencyStatistics
  let operators: [OperatorProfile]
  let peakResidentBytes: UInt64

  private var multiplyAccumulates: Int { operators.reduce(0) { $0 + $1.multiplyAccumulates } }

  var text: String {
    var lines = [
      "model\t\(modelName) (crc \(modelChecksum))",
      "kernels\t\(instructionSet), \(threads) threads, \(latencies.count) runs",
      "latency\tmin \(Self.milliseconds(latencies.minimum)) ms, "
        + "p50 \(Self.milliseconds(latencies.percentile(50))) ms, "
        + "p90 \(Self.milliseconds(latencies.percentile(90))) ms",
      "speed\t\(Self.rate(multiplyAccumulates, microseconds: latencies.percentile(50))) GMAC/s "
        + "(\(multiplyAccumulates) multiply-accumulates)",
      "memory\t\(peakResidentBytes) bytes at most",
      "",
      "operator\toutput\tmultiply-accumulates\tmean us\tGMAC/s",
    ]
    for (index, profile) in operators.enumerated() {
      let mean = Self.mean(profile)
      lines.append(
        "\(index) \(profile.name)\t"
          + "\(profile.outputHeight)x\(profile.outputWidth)x\(profile.outputChannels)\t"
          + "\(profile.multiplyAccumulates)\t\(NumberText.fixed(mean, decimals: 1))\t"
          + (profile.multiplyAccumulates > 0
            ? Self.rate(profile.multiplyAccumulates, microseconds: mean) : "-"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  var jsonLines: String {
    var object = JSONObject(schema: "custos.bench/1", sequence: 0)
    object.addModel(name: modelName, checksum: modelChecksum)
    object.add("instruction_set", text: instructionSet)
    object.add("threads", integer: threads)
    object.add("runs", integer: latencies.count)
    var latency = JSONObject()
    latency.add("min", number: latencies.minimum)
    latency.add("p50", number: latencies.percentile(50))
    latency.add("p90", number: latencies.percentile(90))
    object.add("latency_us", object: latency)
    object.add("multiply_accumulates", integer: multiplyAccumulates)
    object.add("peak_resident_bytes", integer: Int(peakResidentBytes))
    var lines = [object.text]
    for (index, profile) in operators.enumerated() {
      var line = JSONObject(schema: "custos.bench.operator/1", sequence: index + 1)
      line.add("operator", integer: index)
      line.add("name", text: profile.name)
      line.add(
        "output",
        list: [
          "\(profile.outputHeight)", "\(profile.outputWidth)", "\(profile.outputChannels)",
        ])
      line.add("multiply_accumulates", integer: profile.multiplyAccumulates)
      line.add("mean_us", number: Self.mean(profile))
      lines.append(line.text)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func mean(_ profile: OperatorProfile) -> Double {
    profile.runs > 0 ? Double(profile.nanoseconds) / 1000 / Double(profile.runs) : 0
  }

  private static func milliseconds(_ microseconds: Double) -> String {
    NumberText.fixed(microseconds / 1000, decimals: 3)
  }

  private static func rate(_ multiplyAccumulates: Int, microseconds: Double) -> String {
    guard microseconds > 0 else { return "-" }
    return NumberText.fixed(Double(multiplyAccumulates) / microseconds / 1000, decimals: 2)
  }
}
