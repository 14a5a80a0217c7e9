public import CustosNetwork

/// Which tensors a source of weights may lack or have in addition to those of a network.
public struct LoadPolicy: Equatable, Sendable {
  /// Every tensor is there with its shape, and no other.
  public static let exact = LoadPolicy()

  /// Names of tensors that stay as they are where the source lacks them or has another shape.
  public var optional: Set<String>
  /// Names of tensors that stay as they are in any case, such as a head for other labels.
  public var skipped: Set<String>
  /// Whether the source may hold tensors that the network does not have.
  public var allowsUnexpected: Bool

  /// Describes a policy.
  public init(
    optional: Set<String> = [], skipped: Set<String> = [], allowsUnexpected: Bool = false
  ) {
    self.optional = optional
    self.skipped = skipped
    self.allowsUnexpected = allowsUnexpected
  }

  /// For weights that a network begins with: the last layers with weights before its outputs stay
  /// as they are drawn where the source's have other shapes or, with `otherLabels`, in any case.
  public static func startingWeights(of graph: Graph, otherLabels: Bool) -> LoadPolicy {
    let head = Set(graph.headParameters.map(\.name))
    return LoadPolicy(
      optional: head, skipped: otherLabels ? head : [], allowsUnexpected: true)
  }
}

extension Graph {
  /// The tensors of the last layers with weights before each output.
  public var headParameters: [Parameter] {
    var found: Set<Int> = []
    var pending = outputs.map(\.node)
    while let index = pending.popLast() {
      if parameters(of: index).isEmpty {
        pending += nodes[index].inputs
      } else {
        found.insert(index)
      }
    }
    return found.sorted().flatMap { parameters(of: $0) }
  }
}
