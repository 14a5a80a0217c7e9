#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
public import Darwin
#endif

/// The learning rate of every step of a run.
///
/// Over the first `warmUpSteps` steps it rises evenly, step by step, from `1 / warmUpSteps` of its
/// full value (Goyal and others 2017); the last of them has the full value.
public struct RateSchedule: Codable, Equatable, Sendable {
  /// How the rate moves after the warm-up.
  public enum Shape: String, Codable, CaseIterable, Sendable {
    /// Halved when the validation accuracy does not rise any more, see `EpochRule`.
    case plateau
    /// Falls along half a cosine from the first rate to the last (Loshchilov and Hutter 2017, without
    /// restarts): `last + (first - last) (1 + cos(pi t)) / 2`, `t` from 0 to 1.
    case cosine
    /// Stays.
    case constant
  }

  /// How the rate moves after the warm-up.
  public let shape: Shape
  /// The rate after the warm-up.
  public let firstRate: Float
  /// The rate at the end of a cosine.
  public let lastRate: Float
  /// Steps of the warm-up.
  public let warmUpSteps: Int
  /// Steps of the whole run as it was planned: the end of a cosine.
  public let stepCount: Int

  /// Plans a run of `epochs` epochs of `stepsPerEpoch` steps.
  public init(
    _ shape: Shape, firstRate: Float, lastRate: Float = 0, warmUpEpochs: Double = 0, epochs: Int,
    stepsPerEpoch: Int
  ) {
    self.shape = shape
    self.firstRate = firstRate
    self.lastRate = lastRate
    warmUpSteps = Int((warmUpEpochs * Double(stepsPerEpoch)).rounded())
    stepCount = epochs * stepsPerEpoch
  }

  /// The rate of a step, counted from 0 over all epochs; `plateauRate` is what the plateaus up to
  /// now have left of the first rate.
  ///
  /// Behind the planned end a cosine stays at its last rate.
  public func rate(step: Int, plateauRate: Float) -> Float {
    if step < warmUpSteps {
      let full = shape == .plateau ? plateauRate : firstRate
      return Float(Double(full) * Double(step + 1) / Double(warmUpSteps))
    }
    switch shape {
    case .plateau: return plateauRate
    case .constant: return firstRate
    case .cosine:
      let length = Double(max(1, stepCount - warmUpSteps))
      let place = min(1, Double(step - warmUpSteps) / length)
      let share = (1 + cos(Double.pi * place)) / 2
      return Float(Double(lastRate) + (Double(firstRate) - Double(lastRate)) * share)
    }
  }
}
