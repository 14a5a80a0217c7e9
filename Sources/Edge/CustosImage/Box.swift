/// A rectangle on a page in pixels: upper-left corner, then lower-right corner.
public struct Box: Equatable, Sendable {
  /// Left edge.
  public var x1: Double
  /// Upper edge.
  public var y1: Double
  /// Right edge.
  public var x2: Double
  /// Lower edge.
  public var y2: Double

  /// Describes a rectangle; nothing is checked.
  public init(x1: Double, y1: Double, x2: Double, y2: Double) {
    self.x1 = x1
    self.y1 = y1
    self.x2 = x2
    self.y2 = y2
  }

  /// Horizontal centre, computed as the original system does: `x1 + (x2 - x1) / 2`.
  public var centerX: Double { x1 + (x2 - x1) / 2 }

  /// Vertical centre, computed as the original system does: `y1 + (y2 - y1) / 2`.
  public var centerY: Double { y1 + (y2 - y1) / 2 }

  /// Whether some of the box lies on a page of `width` x `height` pixels.
  public func isOn(width: Int, height: Int) -> Bool {
    x1 < Double(width) && y1 < Double(height) && x2 > 0 && y2 > 0
  }

  /// The area, of a box with its corners in order.
  public var area: Double { (x2 - x1) * (y2 - y1) }

  /// The area that both boxes share, at least 0.
  public func intersection(_ other: Box) -> Double {
    let width = min(x2, other.x2) - max(x1, other.x1)
    let height = min(y2, other.y2) - max(y1, other.y1)
    return width > 0 && height > 0 ? width * height : 0
  }

  /// The area that both boxes share over the area that either covers, 0...1.
  public func intersectionOverUnion(_ other: Box) -> Double {
    let shared = intersection(other)
    guard shared > 0 else { return 0 }
    let union = area + other.area - shared
    return union > 0 ? shared / union : 0
  }
}
