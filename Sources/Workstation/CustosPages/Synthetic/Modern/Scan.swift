import CustosImage
import CustosSupport

/// Turns ink into the pixels of a flat scanner: light paper, dark ink, edges that may be rough.
struct Scan {
  /// Grey of paper and ink, 0...255.
  let paper: Float
  let ink: Float
  /// Tint of the paper: how much darker blue is than red, in grey levels.
  let warmth: Float
  /// Standard deviation of the blur in pixels.
  let blur: Float
  /// How steep edges are: 1 as blurred, above 4 almost black and white.
  let contrast: Float
  /// How rough edges are, 0...1.
  let roughness: Float
  /// Standard deviation of the noise in grey levels.
  let noise: Float
  /// Quality of the JPEG file, 1...100.
  let quality: Int

  init(using random: inout SeededGenerator) {
    paper = random.chance(0.5) ? random.uniform(238, 255) : random.uniform(170, 240)
    ink = random.uniform(5, 90)
    warmth = random.chance(0.5) ? 0 : random.uniform(0, 28)
    blur = random.uniform(0.4, 1.5)
    contrast = random.uniform(1, 4)
    roughness = random.uniform(0, 0.35)
    noise = random.chance(0.3) ? 0 : random.uniform(0.3, 3)
    quality = 40 + random.index(below: 58)
  }

  /// Composes the page; `ink` is blurred on the way.
  ///
  /// - Parameter faintest: ink in the middle of a staff line after the blur, 0...1; the contrast
  ///   spares it.
  func expose(
    _ layer: inout InkLayer, faintest: Float, using random: inout SeededGenerator
  ) -> PixelBuffer {
    let pivot = min(0.5, 0.5 * faintest)
    layer.blur(deviation: blur)
    let (width, height) = (layer.width, layer.height)
    var tone = CoarseField(width: width, height: height, value: 1)
    tone.addNoise(amplitude: random.uniform(0, 0.03), scale: 300, using: &random)
    var grain = Grain(state: random.next())
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { light in
        for y in 0..<height {
          tone.interpolate(row: y, into: light)
          var rough: Float = 0
          for x in 0..<width {
            // Neighbours share their roughness.
            rough = rough * 0.6 + grain.next() * roughness * 0.5
            let cover = layer.coverage[y * width + x]
            let ragged = cover + rough * cover * (1 - cover) * 4
            let edge = min(max((ragged - pivot) * contrast + pivot, 0), 1)
            let grey = paper * light[x] * (1 - edge) + ink * edge + grain.next() * noise * 2
            let index = (y * width + x) * 3
            let tint = warmth * (1 - edge)
            buffer[index] = Self.byte(grey)
            buffer[index + 1] = Self.byte(grey - tint * 0.35)
            buffer[index + 2] = Self.byte(grey - tint)
          }
        }
      }
      count = width * height * 3
    }
    return PixelBuffer(width: width, height: height, pixels: pixels)
  }

  private static func byte(_ value: Float) -> UInt8 { UInt8(min(max(value + 0.5, 0), 255)) }
}
