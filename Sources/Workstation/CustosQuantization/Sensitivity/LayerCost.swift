public import CustosSupport
import Foundation

/// How far the answers of a network move from those of the float network.
public struct LayerCost: Equatable, Sendable {
  /// Logits of both, less their mean over the classes, since softmax ignores a common offset.
  public private(set) var logits = SignalToNoise()
  /// Pictures that get another label than from the float network.
  public private(set) var changedLabels = 0
  /// Pictures that get the right label.
  public private(set) var correct = 0
  private var probabilityChange = 0.0
  private var count = 0

  /// Mean over pictures and classes of the absolute change of the probability, 0...1.
  public var meanProbabilityChange: Double {
    count > 0 ? probabilityChange / Double(count) : 0
  }

  /// Adds the logits of some pictures.
  mutating func add(_ found: [[Double]], _ float: FloatAnswers) {
    for (place, logits) in found.enumerated() {
      add(logits, float: float.logits[place], truth: float.truth[place])
    }
  }

  private mutating func add(_ found: [Double], float: [Double], truth: Int) {
    let label = found.largestPlace
    if label != float.largestPlace { changedLabels += 1 }
    if label == truth { correct += 1 }
    for (value, other) in zip(Self.centered(float), Self.centered(found)) {
      logits.add(value, other)
    }
    for (value, other) in zip(Self.softmax(float), Self.softmax(found)) {
      probabilityChange += abs(value - other)
    }
    count += float.count
  }

  private static func centered(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  private static func softmax(_ logits: [Double]) -> [Double] {
    let greatest = logits.max() ?? 0
    let powers = logits.map { exp($0 - greatest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}

/// What the float network says about some pictures.
struct FloatAnswers {
  /// The logits of each picture.
  let logits: [[Double]]
  /// The true class of each picture.
  let truth: [Int]

  /// Pictures that it labels correctly.
  var correct: Int { zip(logits, truth).count { $0.largestPlace == $1 } }
}

extension [Double] {
  /// The place of the largest element, the first one among equals.
  fileprivate var largestPlace: Int { indices.reduce(0) { self[$1] > self[$0] ? $1 : $0 } }
}
