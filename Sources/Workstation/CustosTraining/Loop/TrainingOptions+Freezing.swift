public import CustosNetwork
import CustosSupport
import CustosWeights

extension TrainingOptions {
  /// What stands for all layers but the head in `frozenLayers`.
  public static let body = "body"

  /// Says of each tensor of a network whether it is frozen at the start.
  ///
  /// - Throws: `TrainingError.usage` when a layer that is to be frozen does not exist or has no weights,
  ///   when nothing is left to train, or when options contradict each other.
  public func frozenTensors(of graph: Graph) throws(TrainingError) -> (Parameter) -> Bool {
    let layers = graph.nodes.indices.filter { !graph.parameters(of: $0).isEmpty }
      .map { graph.nodes[$0].name }
    let head = Set(graph.headParameters.map { graph.nodes[$0.node].name })
    var frozen = Set(frozenLayers ?? [])
    if frozen.remove(Self.body) != nil { frozen.formUnion(Set(layers).subtracting(head)) }
    if let unknown = frozen.subtracting(layers).min() {
      let near = NearNames.of(unknown, among: layers).map { "'\($0)'" }
      throw .usage(
        "\(graph.name) has no layer '\(unknown)' with weights to freeze; near names are "
          + near.joined(separator: ", ") + ". `custos summary --model-name \(graph.name)` lists "
          + "all layers, and '\(Self.body)' stands for all but the head.")
    }
    guard frozen.count < layers.count else {
      throw .usage(
        "All \(layers.count) layers of \(graph.name) are frozen, which leaves nothing to train; "
          + "freeze fewer.")
    }
    if bodyRate != nil && unfreezeAfter == nil
      && frozen.isSuperset(of: Set(layers).subtracting(head))
    {
      throw .usage(
        "--body-rate has no effect where the whole body stays frozen; leave it out, or let "
          + "--unfreeze-after end that.")
    }
    return { frozen.contains(graph.nodes[$0.node].name) }
  }

  /// Whether the layers that are frozen at the start are trained in an epoch, counted from 1.
  func isUnfrozen(inEpoch epoch: Int) -> Bool { unfreezeAfter.map { epoch > $0 } ?? false }
}
