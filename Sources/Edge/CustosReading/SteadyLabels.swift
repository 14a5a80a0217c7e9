public import CustosImage

/// A filter over time: a label counts when it was given in N of the last M pictures at its place.
///
/// A place is tracked from picture to picture by its box: it continues the box with which it has
/// the largest intersection over union, if that is at least 0.3.
public struct SteadyLabels: Sendable {
  /// How many pictures must agree.
  public let needed: Int
  /// How many of the last pictures are considered.
  public let window: Int
  private var places: [Place] = []

  /// Largest number of places; further ones are not filtered.
  public static let placeLimit = 2000
  /// The least intersection over union of a place in two pictures.
  public static let smallestOverlap = 0.3

  private struct Place {
    var box: Box
    /// The last labels, newest last; nil where none was given or accepted.
    var labels: [Int?]
    var isSeen: Bool
  }

  /// Makes a filter without memory; `1 <= needed <= window`.
  public init(needed: Int, window: Int) {
    self.needed = needed
    self.window = window
  }

  /// Takes the labels of one picture and gives what is steady at each.
  public mutating func update(_ symbols: [(box: Box, label: Int?)]) -> [SteadyLabel] {
    for index in places.indices { places[index].isSeen = false }
    let steady = symbols.map { symbol in follow(symbol.box, symbol.label) }
    for index in places.indices where !places[index].isSeen {
      Self.push(nil, to: &places[index].labels, limit: window)
    }
    places.removeAll { $0.labels.allSatisfy { $0 == nil } && !$0.isSeen }
    return steady
  }

  private mutating func follow(_ box: Box, _ label: Int?) -> SteadyLabel {
    var best: (index: Int, overlap: Double)?
    for index in places.indices where !places[index].isSeen {
      let overlap = box.intersectionOverUnion(places[index].box)
      if overlap >= Self.smallestOverlap, overlap > best?.overlap ?? 0 { best = (index, overlap) }
    }
    guard let best else {
      if places.count < Self.placeLimit {
        places.append(Place(box: box, labels: [label], isSeen: true))
      }
      return summary([label])
    }
    places[best.index].box = box
    places[best.index].isSeen = true
    Self.push(label, to: &places[best.index].labels, limit: window)
    return summary(places[best.index].labels)
  }

  private func summary(_ labels: [Int?]) -> SteadyLabel {
    var best: (label: Int, count: Int)?
    for label in labels {
      guard let label else { continue }
      let count = labels.reduce(0) { $0 + ($1 == label ? 1 : 0) }
      // Among equally frequent labels the newest wins.
      if count >= best?.count ?? 0 { best = (label, count) }
    }
    guard let best else { return SteadyLabel(index: nil, agreeing: 0, count: labels.count) }
    return SteadyLabel(
      index: best.count >= needed ? best.label : nil, agreeing: best.count, count: labels.count)
  }

  private static func push(_ label: Int?, to labels: inout [Int?], limit: Int) {
    labels.append(label)
    if labels.count > limit { labels.removeFirst() }
  }
}
