import CustosDetection
import CustosImage
import CustosTestRandom

/// A page drawn with known truth: staves, and notes of head and stem.
struct DrawnPage {
  var width = 900
  var height = 700
  var staffSpace = 20.0
  /// Rows that the staves fall from the left to the right.
  var fall = 0.0
  /// Rows that the middle of each staff lies below its ends.
  var bend = 0.0
  /// Brightness of the paper at the left end and at the right.
  var paper = (left: 230.0, right: 230.0)
  var ink = 40.0
  /// Standard deviation of the noise, about, in levels.
  var noise = 0.0
  var seed: UInt64 = 1
  /// Rows of the top lines at the left end.
  var staves = [120.0, 420.0]
  var hasNotes = true
  /// Heads are rims that are open by a pixel of 16 a staff space.
  var hasVoidHeads = false

  init() {}

  /// Two staves of this size, and the page around them.
  init(staffSpace space: Double) {
    staffSpace = space
    staves = [6 * space, 20 * space]
    width = Int(50 * space)
    height = Int(32 * space)
  }

  var lineThickness: Double { max(1, (staffSpace / 8).rounded()) }

  /// The row of a staff's line at a column.
  func row(_ top: Double, line: Double, column: Double) -> Double {
    let share = column / Double(width)
    return top + line * staffSpace + fall * share + bend * 4 * share * (1 - share)
  }

  /// The boxes of the notes, head and stem, and their heads' centres.
  var notes: [(box: Box, headX: Double, headY: Double)] {
    guard hasNotes else { return [] }
    return staves.flatMap { top in
      stride(from: 4 * staffSpace, to: Double(width) - 4 * staffSpace, by: 4 * staffSpace)
        .enumerated().map { index, x in
          let y = row(top, line: Double(index % 7) / 2 + 0.5, column: x)
          return (
            Box(
              x1: x - 0.65 * staffSpace, y1: y - 3.5 * staffSpace, x2: x + 0.65 * staffSpace,
              y2: y + 0.5 * staffSpace), x, y
          )
        }
    }
  }

  /// Draws the page.
  func draw() -> GrayImage {
    var random = SeededRandom(seed: seed)
    let notes = notes
    var pixels = [UInt8](repeating: 0, count: width * height)
    var isInk = [Bool](repeating: false, count: width * height)
    func fill(_ column: Int, _ first: Double, _ end: Double) {
      for row in max(0, Int(first.rounded()))..<max(0, min(height, Int(end.rounded()))) {
        isInk[row * width + column] = true
      }
    }
    for column in 0..<width {
      for top in staves {
        for line in 0..<5 {
          let middle = row(top, line: Double(line), column: Double(column))
          fill(column, middle - lineThickness / 2, middle + lineThickness / 2)
        }
      }
      for note in notes {
        let distance = (Double(column) - note.headX) / (0.65 * staffSpace)
        if abs(distance) < 1 {
          let half = 0.5 * staffSpace * (1 - distance * distance).squareRoot()
          if hasVoidHeads {
            let inner = (Double(column) - note.headX) / (0.45 * staffSpace)
            let hollow =
              abs(inner) < 1 ? 0.3 * staffSpace * (1 - inner * inner).squareRoot() : 0
            fill(column, note.headY + hollow, note.headY + half)
            let isGap = abs(Double(column) - note.headX) < staffSpace / 32
            if !isGap { fill(column, note.headY - half, note.headY - hollow) }
          } else {
            fill(column, note.headY - half, note.headY + half)
          }
        }
        let fromRight = note.box.x2 - Double(column)
        if fromRight >= 0, fromRight < max(1.5, staffSpace / 8) {
          fill(column, note.box.y1, note.headY)
        }
      }
    }
    for row in 0..<height {
      for column in 0..<width {
        let share = Double(column) / Double(width)
        var value = paper.left + (paper.right - paper.left) * share
        if isInk[row * width + column] { value *= ink / 230 }
        if noise > 0 {
          let sum = (0..<4).reduce(0.0) { sum, _ in sum + Double(random.float(-1, 1)) }
          value += sum * noise * 0.87
        }
        pixels[row * width + column] = UInt8(min(255, max(0, value)))
      }
    }
    return GrayImage(width: width, height: height, pixels: pixels)
  }
}
