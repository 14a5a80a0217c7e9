import Foundation

extension InkLayer {
  /// Blurs with a Gaussian of a standard deviation in pixels; ink beyond the border counts as none.
  mutating func blur(deviation: Float) {
    guard deviation > 0.05 else { return }
    let radius = max(1, Int((deviation * 2.6).rounded(.up)))
    var kernel = (0...radius).map { exp(-Float($0 * $0) / (2 * deviation * deviation)) }
    let total = kernel[0] + 2 * kernel.dropFirst().reduce(0, +)
    for index in kernel.indices { kernel[index] /= total }
    blurRows(kernel)
    blurColumns(kernel)
  }

  private mutating func blurRows(_ kernel: [Float]) {
    let radius = kernel.count - 1
    let width = self.width
    var row = [Float](repeating: 0, count: width + 2 * radius)
    coverage.withUnsafeMutableBufferPointer { buffer in
      row.withUnsafeMutableBufferPointer { row in
        for y in 0..<height {
          let line = UnsafeMutableBufferPointer(rebasing: buffer[y * width..<(y + 1) * width])
          for x in 0..<width { row[x + radius] = line[x] }
          for x in 0..<width { line[x] = kernel[0] * row[x + radius] }
          for tap in 1...radius {
            let weight = kernel[tap]
            for x in 0..<width {
              line[x] += weight * (row[x + radius - tap] + row[x + radius + tap])
            }
          }
        }
      }
    }
  }

  /// Keeps the last `2 radius + 1` source rows in a ring, since the rows are replaced in place.
  private mutating func blurColumns(_ kernel: [Float]) {
    let radius = kernel.count - 1
    let (width, height) = (self.width, self.height)
    let window = 2 * radius + 1
    var ring = [Float](repeating: 0, count: window * width)
    coverage.withUnsafeMutableBufferPointer { buffer in
      ring.withUnsafeMutableBufferPointer { ring in
        func load(_ y: Int) {
          let slot = ((y % window) + window) % window * width
          for x in 0..<width {
            ring[slot + x] = y >= 0 && y < height ? buffer[y * width + x] : 0
          }
        }
        for y in -radius..<radius { load(y) }
        for y in 0..<height {
          load(y + radius)
          let center = y % window * width
          for x in 0..<width { buffer[y * width + x] = kernel[0] * ring[center + x] }
          for tap in 1...radius {
            let above = (y - tap + window) % window * width
            let below = (y + tap) % window * width
            let weight = kernel[tap]
            for x in 0..<width {
              buffer[y * width + x] += weight * (ring[above + x] + ring[below + x])
            }
          }
        }
      }
    }
  }
}
