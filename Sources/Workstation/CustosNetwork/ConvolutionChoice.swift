/// How a network computes its convolutions.
public enum ConvolutionChoice: String, CaseIterable, Codable, Sendable {
  /// For each layer and direction the way that takes less time by the model of `WinogradCost`.
  case fastest
  /// Matrix products with patches of the map.
  case direct
  /// Winograd's F(4x4, 3x3) wherever it can be used.
  case winograd
}
