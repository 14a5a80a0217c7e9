import CustosSupport
import Foundation

/// A scribe's G clef, which curls around the line L2: drawn once per page. The origin of its points is the
/// middle line.
struct GClefForm: Sendable {
  /// Height of the curl's line, in staff spaces.
  static let curlHeight: Float = -1

  /// The way of the pen.
  private enum Way: Sendable {
    /// From the loop above the staff down to the left, around the curl and into it.
    case intoCurl
    /// From inside the curl outwards, up to the loop and straight down through the curl.
    case outOfCurl
    /// As out of the curl, but the pen stops at the curl.
    case halfDown
  }

  private let way: Way
  /// Top of the loop above the middle line.
  private let top: Float
  /// Half the width of the loop.
  private let loop: Float
  /// How far the loop's top lies to the right.
  private let lean: Float
  /// Radii of the curl.
  private let curlX: Float
  private let curlY: Float
  /// Turns of the curl.
  private let turns: Float
  /// Where the stroke through the curl ends.
  private let foot: Float
  private let hasCrossStroke: Bool

  init(using random: inout SeededGenerator) {
    way = [Way.intoCurl, .outOfCurl, .halfDown][random.weightedIndex([5, 3, 2])]
    top = random.uniform(1.9, 3)
    loop = random.uniform(0.15, 0.42)
    lean = random.uniform(0, 0.5)
    curlX = random.uniform(0.5, 0.85)
    curlY = random.uniform(0.55, 0.95)
    turns = random.uniform(0.9, 1.8)
    foot = random.uniform(-2.9, -1.9)
    hasCrossStroke = random.chance(0.4)
  }

  func draw(_ pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator) {
    switch way {
    case .intoCurl: drawIntoCurl(pen, into: &sketch, using: &random)
    case .outOfCurl, .halfDown: drawOutOfCurl(pen, into: &sketch, using: &random)
    }
  }

  private func drawIntoCurl(
    _ pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator
  ) {
    let start = [
      Point(lean * 0.2 - 0.05, 0.35), Point(lean * 0.5 + loop * 0.6, top * 0.5),
      Point(lean + loop, top - 0.35), Point(lean, top), Point(lean - loop, top - 0.5),
      Point(lean * 0.3 - loop, 0.6),
    ]
    // Down to the left of the curl; the spiral goes on counter-clockwise.
    sketch.stroke(start + spiral(from: 0.85 * .pi), pen: pen, using: &random)
    if hasCrossStroke {
      sketch.stroke(
        [Point(-0.35, 0.2), Point(0.15, -0.4), Point(0.4, -1.2)], pen: pen.scaled(by: 0.9),
        using: &random)
    }
  }

  private func drawOutOfCurl(
    _ pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator
  ) {
    // Outwards the pen turns clockwise and leaves the curl on its left.
    let curl = Array(spiral(from: 0.9 * .pi).reversed())
    var points =
      curl + [
        Point(lean * 0.4 + loop * 0.3, 0.6), Point(lean + loop, top - 0.6), Point(lean, top),
        Point(lean - loop, top - 0.6), Point(0, 0),
      ]
    if way == .outOfCurl {
      points += [Point(0.05, foot + 0.5), Point(-0.15, foot), Point(-0.5, foot + 0.15)]
    } else {
      points.append(Point(0.05, random.uniform(-1.6, -0.8)))
    }
    sketch.stroke(points, pen: pen, using: &random)
  }

  /// Points of the curl, counter-clockwise from an angle and smaller with every turn.
  private func spiral(from start: Float) -> [Point] {
    let count = Int((turns * 7).rounded())
    return (0...count).map { index in
      let way = Float(index) / Float(count)
      let angle = start + 2 * .pi * turns * way
      let size = 1 - 0.75 * way
      return Point(cos(angle) * curlX * size, Self.curlHeight + sin(angle) * curlY * size)
    }
  }
}
