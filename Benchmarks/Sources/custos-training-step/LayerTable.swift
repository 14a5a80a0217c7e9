import CustosNetwork
import Foundation

/// The time of each layer in a training step: medians over steps, milliseconds, and for layers with
/// products their speed in direct multiply-accumulates.
struct LayerTable {
  private let network: Network
  private var medians: [[Double]]

  init(_ network: Network, steps: Int, _ step: () throws -> Void) rethrows {
    self.network = network
    try step()
    var samples = [[[Double]]](
      repeating: [[Double]](repeating: [], count: LayerTimes.Work.allCases.count),
      count: network.graph.nodes.count)
    for _ in 0..<steps {
      network.timeLayers()
      try step()
      guard let times = network.layerTimes else { continue }
      for layer in network.graph.nodes.indices {
        for work in LayerTimes.Work.allCases {
          samples[layer][work.rawValue].append(Double(times.nanoseconds(layer, work)) * 1e-6)
        }
      }
    }
    medians = samples.map { $0.map { $0.sorted()[$0.count / 2] } }
  }

  func show() {
    print("layer                      H x W x C   forward    input   weight ms   GMAC/s of each")
    var totals = [0.0, 0.0, 0.0]
    for (index, node) in network.graph.nodes.enumerated() {
      let row = medians[index]
      for (work, time) in row.enumerated() { totals[work] += time }
      let macs = Double(network.graph.multiplyAccumulates(of: index) * network.imageCount)
      let shape = "\(node.shape.height)x\(node.shape.width)x\(node.shape.channels)"
      let times = row.map { String(format: "%9.2f", $0) }.joined()
      let speeds =
        macs == 0
        ? "" : row.map { $0 > 0 ? String(format: "%7.1f", macs / $0 * 1e-6) : "      -" }.joined()
      print(
        pad(node.name, 24) + String(repeating: " ", count: max(0, 14 - shape.count)) + shape + times
          + "   " + speeds)
    }
    print(pad("all", 38) + totals.map { String(format: "%9.2f", $0) }.joined())
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
