import CustosEngine
import CustosPlatform

extension BenchReport {
  /// A line for the whole network, then one for each operator. What is unknown is null.
  var jsonLines: String {
    var lines = [network.text]
    for (index, step) in operators.enumerated() { lines.append(object(index, step).text) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var network: JSONObject {
    var object = JSONObject(schema: "custos.bench/1", sequence: 0)
    object.addModel(name: modelName, checksum: modelChecksum)
    object.add("instruction_set", text: instructionSet)
    object.add("threads", integer: threads)
    object.add("pinned", boolean: isPinned)
    object.add("warm_up", integer: warmUps)
    object.add("runs", integer: latencies.count)
    object.add("load_us", integer: loadMicroseconds)
    var latency = JSONObject()
    latency.add("min", number: latencies.minimum)
    for percent in [50, 90, 99] {
      latency.add("p\(percent)", number: latencies.percentile(percent))
    }
    object.add("latency_us", object: latency)
    object.add("multiply_accumulates", integer: speed.multiplyAccumulates)
    object.add("gmac_per_s", number: speed.gigaPerSecond)
    object.add("mac_per_cycle", number: speed.perCycle)
    object.add("cycle_source", text: cycles?.source.rawValue)
    object.add("activation_bytes", integer: memory.activations)
    object.add("packed_bytes", integer: memory.packedWeights)
    object.add("scratch_bytes", integer: memory.scratch)
    object.add("peak_resident_bytes", integer: memory.peakResident)
    object.add("cpus", integer: cpuCount)
    object.add("cpu_quota", number: cpuQuota)
    object.add("board", text: processor.board)
    object.add("processor", text: processor.name)
    object.add("max_clock_khz", integer: processor.maximumClockKilohertz)
    object.add("governor", text: processor.governor)
    object.add("before", object: JSONObject(before))
    object.add("after", object: JSONObject(after))
    return object
  }

  private func object(_ index: Int, _ step: BenchedOperator) -> JSONObject {
    let profile = step.profile
    let speed = speed(of: step)
    var object = JSONObject(schema: "custos.bench.operator/1", sequence: index + 1)
    object.add("operator", integer: index)
    object.add("name", text: profile.name)
    object.add(
      "output",
      list: ["\(profile.outputHeight)", "\(profile.outputWidth)", "\(profile.outputChannels)"])
    object.add("kernel", text: profile.kernelName)
    object.add("joined_to", integer: profile.joinedTo)
    object.add("multiply_accumulates", integer: profile.multiplyAccumulates)
    object.add("p50_us", number: step.latencies.median)
    object.add("mean_us", number: step.latencies.mean)
    object.add("share_percent", number: share(of: step))
    object.add("gmac_per_s", number: speed?.gigaPerSecond)
    object.add("mac_per_cycle", number: speed?.perCycle)
    return object
  }
}
