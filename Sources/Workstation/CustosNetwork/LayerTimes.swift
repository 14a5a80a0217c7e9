import CustosPlatform

/// How long the layers of a network took, summed over passes: nanoseconds of wall time.
public struct LayerTimes: Sendable {
  /// What a layer does.
  public enum Work: Int, CaseIterable, Sendable {
    /// Its output.
    case forward
    /// The gradient of what it reads.
    case inputGradient
    /// The gradients of its weights.
    case weightGradient
  }

  private var times: [[UInt64]]

  init(layers: Int) {
    times = [[UInt64]](
      repeating: [UInt64](repeating: 0, count: Work.allCases.count), count: layers)
  }

  /// Nanoseconds of one layer, by its index in `Graph.nodes`.
  public func nanoseconds(_ layer: Int, _ work: Work) -> UInt64 { times[layer][work.rawValue] }

  mutating func add(_ nanoseconds: UInt64, _ layer: Int, _ work: Work) {
    times[layer][work.rawValue] += nanoseconds
  }
}

extension Network {
  /// Runs `body` and, where layers are timed, adds its time.
  func timed(_ layer: Int, _ work: LayerTimes.Work, _ body: () -> Void) {
    guard layerTimes != nil else { return body() }
    let start = MonotonicClock.nanoseconds
    body()
    layerTimes?.add(MonotonicClock.nanoseconds - start, layer, work)
  }

  /// Starts to add up the time of each layer, from zero.
  public func timeLayers() { layerTimes = LayerTimes(layers: graph.nodes.count) }
}
