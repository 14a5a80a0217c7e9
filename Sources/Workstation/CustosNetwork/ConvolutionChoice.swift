/// How a network computes its convolutions.
///
/// Errors against float64 sums of random numbers, relative to the largest value of a result, the worst of
/// maps of 3x1 to 56x48 with 16 to 256 channels: direct 9e-7 (output), 7e-7 (input's gradient) and
/// 4e-7 (kernel's gradient); Winograd 2.6e-6, 3.5e-6 and 3.1e-6. `ConvolutionErrorTests` bounds them.
public enum ConvolutionChoice: String, CaseIterable, Codable, Sendable {
  /// For each layer and direction the way that takes less time by the model of `WinogradCost`.
  case fastest
  /// Matrix products with patches of the map.
  case direct
  /// Winograd's F(4x4, 3x3) wherever it can be used.
  case winograd
}
