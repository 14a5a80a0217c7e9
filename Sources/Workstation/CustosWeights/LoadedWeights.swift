import CustosNetwork

/// Which of a network's tensors were loaded from a source of weights.
public struct LoadedWeights: Equatable, Sendable {
  /// A tensor that stayed as it was.
  public struct Left: Equatable, Sendable {
    /// Why a tensor was not loaded.
    public enum Reason: Equatable, Sendable {
      /// The policy skips it.
      case skipped
      /// The source has none.
      case missing
      /// The source's has this shape.
      case otherShape([Int])
    }

    /// Name of the network's tensor.
    public let name: String
    /// Why it was not loaded.
    public let reason: Reason
  }

  /// Names of the network's tensors that were loaded, in the graph's order.
  public internal(set) var loaded: [String] = []
  /// Tensors that stayed as they were, in the graph's order.
  public internal(set) var left: [Left] = []
  /// Names of the source's tensors that no tensor of the network was found in, sorted.
  public internal(set) var unexpected: [String] = []
}
