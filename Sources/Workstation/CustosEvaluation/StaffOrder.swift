import CustosNotation

/// The order in which classes are shown.
package enum StaffOrder {
  /// Indices of labels: staff positions from low to high (L0 S0 L1 S1 ... L6 S6), then all other
  /// classes in the order that they have.
  package static func indices(of labels: [String]) -> [Int] {
    let steps = labels.map(step)
    let placed = labels.indices.filter { steps[$0] != nil }
    let others = labels.indices.filter { steps[$0] == nil }
    return placed.sorted { (steps[$0] ?? 0) < (steps[$1] ?? 0) } + others
  }

  /// The height of a class in half staff spaces above L0; nil for one that is no staff position.
  package static func step(of label: String) -> Int? { StaffPosition(name: label)?.step }
}
