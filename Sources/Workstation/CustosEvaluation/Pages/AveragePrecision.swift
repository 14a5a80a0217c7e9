/// The average precision of detections: the area below the precision over the recall as the threshold
/// falls, with precision made not to rise again (all points, as PASCAL VOC from 2010 on).
public struct AveragePrecision: Equatable, Sendable {
  private var detections: [(probability: Double, isRight: Bool)] = []
  private var wanted = 0

  /// Starts at nothing.
  public init() {}

  /// Adds the detections of a page.
  ///
  /// - Parameters:
  ///   - probabilities: of each detection how sure it is.
  ///   - isRight: of each whether it is a symbol that no surer one has taken.
  ///   - wanted: symbols of the page.
  public mutating func add(probabilities: [Double], isRight: [Bool], wanted: Int) {
    precondition(probabilities.count == isRight.count, "one verdict a detection")
    detections += zip(probabilities, isRight).map { ($0, $1) }
    self.wanted += wanted
  }

  /// The area, 0...1; nil where there was nothing to find.
  public var value: Double? {
    guard wanted > 0 else { return nil }
    // Equally sure ones stand in the order in which they were added.
    let order = detections.indices.sorted {
      detections[$0].probability != detections[$1].probability
        ? detections[$0].probability > detections[$1].probability : $0 < $1
    }
    var right = 0
    var points: [(recall: Double, precision: Double)] = []
    for (place, index) in order.enumerated() where detections[index].isRight {
      right += 1
      points.append((Double(right) / Double(wanted), Double(right) / Double(place + 1)))
    }
    var (area, best) = (0.0, 0.0)
    for (index, point) in points.enumerated().reversed() {
      best = max(best, point.precision)
      area += best * (point.recall - (index > 0 ? points[index - 1].recall : 0))
    }
    return area
  }

  /// Whether both hold the same detections.
  public static func == (first: AveragePrecision, second: AveragePrecision) -> Bool {
    first.wanted == second.wanted
      && first.detections.elementsEqual(second.detections) {
        $0.probability == $1.probability && $0.isRight == $1.isRight
      }
  }
}
