import CustosImage
import CustosSupport

/// Turns ink and paper into the pixels that a camera would have seen.
struct Photograph {
  /// Standard deviation of the blur in pixels.
  let blur: Float
  /// How unevenly the ink covers within a stroke, 0...1.
  let mottling: Float
  /// Standard deviation of the noise in grey levels.
  let noise: Float
  /// How much of the other side's ink shines through, 0...1.
  let bleed: Float
  /// Quality of the JPEG file, 1...100.
  let quality: Int

  init(using random: inout SeededGenerator) {
    blur = random.uniform(0.7, 2)
    mottling = random.uniform(0, 0.25)
    noise = random.uniform(0.8, 4)
    bleed = random.chance(0.6) ? random.uniform(0.02, 0.14) : 0
    quality = 60 + random.index(below: 38)
  }

  /// Composes the page; `ink` is blurred on the way.
  func expose(
    ink: inout InkLayer, paper: Paper, using random: inout SeededGenerator
  ) -> PixelBuffer {
    let (width, height) = (ink.width, ink.height)
    var grain = Grain(state: random.next())
    ink.mottle(by: mottling, using: &grain)
    ink.blur(deviation: blur)
    let transmission = Transmission(density: paper.inkDensity)
    let verso = bleed > 0 ? Self.verso(of: ink, strength: bleed) : nil
    let amplitude = noise * 0.9
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width * 6) { lines in
        func line(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
          UnsafeMutableBufferPointer(rebasing: lines[index * width..<(index + 1) * width])
        }
        let (red, green, blue, strength, ghost) = (line(0), line(1), line(2), line(3), line(4))
        let above = line(5)
        ghost.update(repeating: 0)
        above.update(repeating: 0)
        for y in 0..<height {
          paper.red.interpolate(row: y, into: red)
          paper.green.interpolate(row: y, into: green)
          paper.blue.interpolate(row: y, into: blue)
          paper.inkStrength.interpolate(row: y, into: strength)
          verso?.interpolate(row: y, into: ghost)
          var previous: Float = 0
          ink.coverage.withUnsafeBufferPointer { coverage in
            for x in 0..<width {
              let light = transmission[coverage[y * width + x] * strength[x] + ghost[x]]
              // Neighbouring pixels share their noise, as after a camera's own processing.
              let fresh = grain.next() * amplitude
              let across = fresh + previous
              let shift = across + above[x]
              previous = fresh
              above[x] = across
              let index = (y * width + x) * 3
              buffer[index] = Self.byte(red[x] * light.x + shift)
              buffer[index + 1] = Self.byte(green[x] * light.y + shift)
              buffer[index + 2] = Self.byte(blue[x] * light.z + shift)
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
