import Foundation

/// Adds up the power of a signal and of the difference to its approximation.
public struct SignalToNoise: Equatable, Sendable {
  private var signal = 0.0
  private var noise = 0.0

  /// Starts at nothing.
  public init() {}

  /// Adds one value and its approximation.
  public mutating func add(_ value: Double, _ approximation: Double) {
    signal += value * value
    noise += (value - approximation) * (value - approximation)
  }

  /// `10 log10(signal / noise)`; nil when nothing was added, the signal is 0 or there is no noise.
  public var decibels: Double? {
    signal > 0 && noise > 0 ? 10 * log10(signal / noise) : nil
  }

  /// The ratio for a report: `31.4 dB`, `exact` without noise.
  public var text: String {
    decibels.map { String(format: "%.1f dB", $0) } ?? (noise == 0 ? "exact" : "no signal")
  }
}
