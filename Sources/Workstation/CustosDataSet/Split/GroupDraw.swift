import CustosSupport

/// Draws whole groups of pictures into the three sets.
///
/// Among many random draws, the one is taken whose shares are nearest to 80/10/10 in all classes; a
/// class that is missing from a set weighs heavily.
struct GroupDraw {
  private static let trials = 400

  private let names: [String]
  private let counts: [[Double]]
  private let classTotals: [Double]

  init(_ table: GroupTable) {
    names = table.names
    counts = table.counts
    classTotals = table.classTotals
  }

  /// The part of every group.
  func parts(seed: UInt64) throws(DataError) -> [String: SplitPlan.Part] {
    guard names.count >= 3 else {
      throw .tooFewGroups(found: names.count, what: names.count == 1 ? "group" : "groups")
    }
    var random = SeededGenerator(seed: seed)
    var order = Array(names.indices)
    var best = (penalty: Double.infinity, assignment: [SplitPlan.Part]())
    for _ in 0..<Self.trials {
      random.shuffle(&order)
      let assignment = assign(order)
      let penalty = penalty(of: assignment)
      // A draw and its mirror image differ by rounding alone: the first one counts.
      if penalty < best.penalty - 1e-9 { best = (penalty, assignment) }
    }
    return Dictionary(uniqueKeysWithValues: zip(names, best.assignment))
  }

  /// Gives groups in turn to test and validation until each is as near to its share as it gets.
  private func assign(_ order: [Int]) -> [SplitPlan.Part] {
    var assignment = [SplitPlan.Part](repeating: .training, count: names.count)
    let wanted = classTotals.reduce(0, +) * SplitPlan.share
    var next = 0
    for part in [SplitPlan.Part.test, .validation] {
      var size = 0.0
      // At least one group for every part, and one left for each of those that follow.
      let last = part == .test ? order.count - 2 : order.count - 1
      while next < last {
        let group = counts[order[next]].reduce(0, +)
        if size > 0, abs(size + group - wanted) > abs(size - wanted) { break }
        assignment[order[next]] = part
        size += group
        next += 1
      }
    }
    return assignment
  }

  private func penalty(of assignment: [SplitPlan.Part]) -> Double {
    var penalty = 0.0
    var sizes: [SplitPlan.Part: Double] = [:]
    let small = [SplitPlan.Part.test, .validation]
    for index in classTotals.indices {
      var shares: [SplitPlan.Part: Double] = [:]
      for (group, part) in assignment.enumerated() {
        shares[part, default: 0] += counts[group][index]
      }
      for part in small {
        let count = shares[part] ?? 0
        sizes[part, default: 0] += count
        let deviation = count / classTotals[index] - SplitPlan.share
        penalty += deviation * deviation
        if count == 0 { penalty += 1 }
      }
      if (shares[.training] ?? 0) == 0 { penalty += 1 }
    }
    // In a fixed order: a dictionary's own order changes from process to process, and with it the
    // last bit of the sum.
    for part in small {
      let deviation = (sizes[part] ?? 0) / classTotals.reduce(0, +) - SplitPlan.share
      penalty += deviation * deviation * Double(classTotals.count)
    }
    return penalty
  }
}
