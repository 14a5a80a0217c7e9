/// How much of each pixel is covered with ink: `[height, width]`, 0 paper ... 1 full ink.
struct InkLayer {
  let width: Int
  let height: Int
  var coverage: [Float]

  /// Makes a layer without ink.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    coverage = [Float](repeating: 0, count: width * height)
  }

  /// Draws marks; what leaves the page is cut off. Where marks overlap the darker one counts.
  mutating func draw(_ marks: [Mark]) {
    for mark in marks {
      switch mark {
      case .stroke(let points, let darkness): stroke(points, darkness: darkness)
      case .area(let points, let darkness): fill(points, darkness: darkness)
      }
    }
  }

  private mutating func stroke(_ points: [StrokePoint], darkness: Float) {
    guard let first = points.first else { return }
    if points.count == 1 { capsule(from: first, to: first, darkness: darkness) }
    for (start, end) in zip(points, points.dropFirst()) {
      capsule(from: start, to: end, darkness: darkness)
    }
  }

  /// Covers the pixels near a line piece; the edge is a ramp one pixel wide around the radius.
  private mutating func capsule(from start: StrokePoint, to end: StrokePoint, darkness: Float) {
    let reach = max(start.radius, end.radius) + 1
    let left = max(0, Int(min(start.center.x, end.center.x) - reach))
    let right = min(width - 1, Int(max(start.center.x, end.center.x) + reach) + 1)
    let top = max(0, Int(min(start.center.y, end.center.y) - reach))
    let bottom = min(height - 1, Int(max(start.center.y, end.center.y) + reach) + 1)
    guard left <= right, top <= bottom else { return }
    let axis = end.center - start.center
    let squaredLength = axis.x * axis.x + axis.y * axis.y
    let inverse = squaredLength > 0 ? 1 / squaredLength : 0
    let growth = end.radius - start.radius
    let width = self.width
    coverage.withUnsafeMutableBufferPointer { buffer in
      for y in top...bottom {
        let dy = Float(y) + 0.5 - start.center.y
        for x in left...right {
          let dx = Float(x) + 0.5 - start.center.x
          let t = min(max((dx * axis.x + dy * axis.y) * inverse, 0), 1)
          let (ex, ey) = (dx - t * axis.x, dy - t * axis.y)
          let distance = (ex * ex + ey * ey).squareRoot()
          let cover = min(max(start.radius + t * growth - distance + 0.5, 0), 1) * darkness
          let index = y * width + x
          buffer[index] = max(buffer[index], cover)
        }
      }
    }
  }
}
