import CustosSupport

/// A quantity that changes slowly over the page: one value per 16 x 16 pixels, interpolated between.
struct CoarseField {
  /// Pixels between two values.
  static let pitch = 16

  let columns: Int
  let rows: Int
  var values: [Float]

  /// Makes a constant field for a page of a size in pixels.
  init(width: Int, height: Int, value: Float) {
    columns = width / Self.pitch + 2
    rows = height / Self.pitch + 2
    values = [Float](repeating: value, count: columns * rows)
  }

  /// Adds smooth noise: random values on a lattice, eased between.
  ///
  /// - Parameter scale: distance of the lattice points in pixels, at least 16.
  mutating func addNoise(
    amplitude: Float, scale: Float, using random: inout SeededGenerator
  ) {
    let step = scale / Float(Self.pitch)
    let latticeColumns = Int(Float(columns) / step) + 2
    let latticeRows = Int(Float(rows) / step) + 2
    let lattice = (0..<latticeColumns * latticeRows).map { _ in random.uniform(-1, 1) * amplitude }
    func ease(_ t: Float) -> Float { t * t * (3 - 2 * t) }
    for row in 0..<rows {
      let v = Float(row) / step
      let ty = ease(v - v.rounded(.down))
      for column in 0..<columns {
        let u = Float(column) / step
        let tx = ease(u - u.rounded(.down))
        let index = Int(v) * latticeColumns + Int(u)
        let upper = lattice[index] + (lattice[index + 1] - lattice[index]) * tx
        let lower =
          lattice[index + latticeColumns]
          + (lattice[index + latticeColumns + 1] - lattice[index + latticeColumns]) * tx
        values[row * columns + column] += upper + (lower - upper) * ty
      }
    }
  }

  /// Changes every value by its place in pixels.
  mutating func update(_ change: (_ value: inout Float, _ place: Point) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns {
        let place = Point(Float(column * Self.pitch), Float(row * Self.pitch))
        change(&values[row * columns + column], place)
      }
    }
  }

  /// Interpolates one row of pixels into `line`.
  func interpolate(row y: Int, into line: UnsafeMutableBufferPointer<Float>) {
    let row = y / Self.pitch
    let ty = Float(y % Self.pitch) / Float(Self.pitch)
    values.withUnsafeBufferPointer { values in
      let upper = row * columns
      let lower = upper + columns
      var column = 0
      var x = 0
      while x < line.count {
        let start = values[upper + column] + (values[lower + column] - values[upper + column]) * ty
        let end =
          values[upper + column + 1]
          + (values[lower + column + 1] - values[upper + column + 1]) * ty
        let slope = (end - start) / Float(Self.pitch)
        for offset in 0..<min(Self.pitch, line.count - x) {
          line[x + offset] = start + slope * Float(offset)
        }
        x += Self.pitch
        column += 1
      }
    }
  }
}
