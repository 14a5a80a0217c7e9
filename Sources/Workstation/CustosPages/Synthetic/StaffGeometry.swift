/// The five lines of a staff as they run over the page, sloped, bent and slightly uneven.
public struct StaffGeometry: Sendable {
  /// Where the lines start, in pixels from the left border of the page.
  public let left: Float
  /// Where the lines end, in pixels.
  public let right: Float
  /// Mean distance of two neighbouring lines in pixels.
  public let space: Float

  /// Height of the middle line at the left end, in pixels from the top of the page.
  let middle: Float
  /// Pixels down per pixel to the right.
  let slope: Float
  /// How far the staff's middle hangs below the straight line between its ends, in pixels.
  let bend: Float
  /// How far each line (L1 first) is off its regular place, in pixels.
  let offsets: [Float]
  /// Slow waves of each line, in pixels at equally spaced knots.
  let waves: [[Float]]

  /// Height in pixels of line 1 (bottom) ... 5 (top) at a column.
  public func line(_ number: Int, at x: Float) -> Float {
    let index = number - 1
    let u = min(max((x - left) / (right - left), 0), 1)
    let knots = waves[index]
    let position = u * Float(knots.count - 1)
    let knot = min(Int(position), knots.count - 2)
    let t = position - Float(knot)
    let eased = t * t * (3 - 2 * t)
    let wave = knots[knot] + (knots[knot + 1] - knots[knot]) * eased
    let sag = bend * 4 * u * (1 - u)
    return middle + slope * (x - left) + sag + Float(2 - index) * space + offsets[index] + wave
  }

  /// Height in pixels of a staff position at a column; step 0 is L0, 1 is S0, ... 13 is S6. Steps
  /// between two lines lie half-way; those outside go on with the mean space.
  public func height(step: Int, at x: Float) -> Float {
    switch step {
    case ..<2: line(1, at: x) + Float(2 - step) * space / 2
    case 11...: line(5, at: x) - Float(step - 10) * space / 2
    case let step where step % 2 == 0: line(step / 2, at: x)
    default: (line(step / 2, at: x) + line(step / 2 + 1, at: x)) / 2
    }
  }
}
