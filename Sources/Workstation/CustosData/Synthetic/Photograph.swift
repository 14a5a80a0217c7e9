import CustosImage

/// Turns ink and paper into the pixels that a camera would have seen.
struct Photograph {
  /// Standard deviation of the blur in pixels.
  let blur: Float
  /// Standard deviation of the noise in grey levels.
  let noise: Float
  /// How much of the other side's ink shines through, 0...1.
  let bleed: Float
  /// Quality of the JPEG file, 1...100.
  let quality: Int

  init(using random: inout SeededGenerator) {
    blur = random.uniform(0.7, 2)
    noise = random.uniform(0.8, 4)
    bleed = random.chance(0.6) ? random.uniform(0.02, 0.14) : 0
    quality = 55 + random.index(below: 38)
  }

  /// Composes the page; `ink` is blurred on the way.
  func expose(
    ink: inout InkLayer, paper: Paper, using random: inout SeededGenerator
  ) -> PixelBuffer {
    let (width, height) = (ink.width, ink.height)
    ink.blur(deviation: blur)
    let verso = bleed > 0 ? Self.verso(of: ink, strength: bleed) : nil
    var grain = Grain(state: random.next())
    let amplitude = noise * 1.2
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width * 5) { lines in
        func line(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
          UnsafeMutableBufferPointer(rebasing: lines[index * width..<(index + 1) * width])
        }
        let (red, green, blue, strength, ghost) = (line(0), line(1), line(2), line(3), line(4))
        ghost.update(repeating: 0)
        for y in 0..<height {
          paper.red.interpolate(row: y, into: red)
          paper.green.interpolate(row: y, into: green)
          paper.blue.interpolate(row: y, into: blue)
          paper.inkStrength.interpolate(row: y, into: strength)
          verso?.interpolate(row: y, into: ghost)
          var previous: Float = 0
          ink.coverage.withUnsafeBufferPointer { coverage in
            for x in 0..<width {
              let dark = min(coverage[y * width + x] * strength[x] + ghost[x], 1)
              // Neighbouring pixels share half of their noise, as after a camera's own processing.
              let fresh = grain.next() * amplitude
              let shift = fresh + previous
              previous = fresh
              let index = (y * width + x) * 3
              buffer[index] = Self.byte(red[x] + (paper.ink.red - red[x]) * dark + shift)
              buffer[index + 1] = Self.byte(green[x] + (paper.ink.green - green[x]) * dark + shift)
              buffer[index + 2] = Self.byte(blue[x] + (paper.ink.blue - blue[x]) * dark + shift)
            }
          }
        }
      }
      count = width * height * 3
    }
    return PixelBuffer(width: width, height: height, pixels: pixels)
  }

  /// The ink of the other side, mirrored and washed out.
  private static func verso(of ink: InkLayer, strength: Float) -> CoarseField {
    var field = CoarseField(width: ink.width, height: ink.height, value: 0)
    let pitch = CoarseField.pitch
    for row in 0..<field.rows {
      for column in 0..<field.columns {
        let left = ink.width - (column + 1) * pitch
        let top = row * pitch - 5 * pitch
        guard left >= 0, top >= 0, left + pitch <= ink.width, top + pitch <= ink.height else {
          continue
        }
        var sum: Float = 0
        for y in 0..<pitch {
          for x in 0..<pitch { sum += ink.coverage[(top + y) * ink.width + left + x] }
        }
        field.values[row * field.columns + column] = strength * sum / Float(pitch * pitch)
      }
    }
    return field
  }

  private static func byte(_ value: Float) -> UInt8 {
    UInt8(min(max(value + 0.5, 0), 255))
  }
}

/// Fast noise for millions of pixels: xorshift, two uniform draws a value.
private struct Grain {
  var state: UInt64

  /// A triangular draw from -1...1 (standard deviation 0.41).
  mutating func next() -> Float {
    state |= 1
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    let first = Float(state & 0xffff)
    let second = Float((state >> 24) & 0xffff)
    return (first - second) * 0x1p-16
  }
}
