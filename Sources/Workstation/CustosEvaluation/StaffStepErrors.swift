import CustosNotation
import Foundation

/// How far readings lie from the truth on the staff.
///
/// A step is half a staff space: the way from a line to the space beside it, L0 S0 L1 S1 ... L6 S6.
/// Only pictures whose true class is a staff position are counted, and only where the classes are
/// staff positions rather than plain names (`LabelSet`).
public struct StaffStepErrors: Equatable, Sendable {
  /// Pictures of staff positions.
  public let imageCount: Int
  /// Those read at the right position.
  public let exact: Int
  /// Those read one step too high or too low.
  public let oneStep: Int
  /// Those read two or more steps off.
  public let further: Int
  /// Those read as a class that is no staff position.
  public let elsewhere: Int
  /// Mean distance in steps of those read at a position; nil when there are none.
  public let meanSteps: Double?

  /// Compares labels, each an index into `labels`; nil when no true class is a staff position.
  public init?(labels: [String], truth: [Int], predicted: [Int]) {
    let set = LabelSet(labels)
    var distances: [Int] = []
    var elsewhere = 0
    for (expected, found) in zip(truth, predicted) {
      guard set.steps[expected] != nil else { continue }
      if let distance = set.distance(expected, found) {
        distances.append(distance)
      } else {
        elsewhere += 1
      }
    }
    imageCount = distances.count + elsewhere
    guard imageCount > 0 else { return nil }
    exact = distances.count { $0 == 0 }
    oneStep = distances.count { $0 == 1 }
    further = distances.count { $0 > 1 }
    self.elsewhere = elsewhere
    meanSteps =
      distances.isEmpty ? nil : Double(distances.reduce(0, +)) / Double(distances.count)
  }

  /// The groups by name; the last only where it holds something.
  public var groups: [(name: String, count: Int)] {
    let groups = [
      ("exact", exact), ("one step off", oneStep), ("further off", further),
      ("no position", elsewhere),
    ]
    return elsewhere > 0 ? groups : groups.dropLast()
  }

  /// Share of the pictures, 0...1.
  public func share(of count: Int) -> Double { Double(count) / Double(imageCount) }

  /// Counts, shares and mean error in lines.
  public var text: String {
    var lines = ["Staff steps of \(imageCount) symbols (a step is half a staff space):"]
    lines += groups.map { name, count in
      let gap = String(repeating: " ", count: 12 - name.count)
      return String(format: "  \(name)\(gap) %7d %7.2f %%", count, 100 * share(of: count))
    }
    if let meanSteps {
      lines.append(String(format: "  mean absolute error %.3f steps", meanSteps))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
