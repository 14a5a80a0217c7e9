import CustosSupport

/// Patches for self-tests where no real ones are at hand.
enum SelfTestPatches {
  /// Draws patches `[height, width, 3]`: rectangles of random colours under noise, so that most
  /// activations are neither 0 nor at their limits.
  static func draw(_ count: Int, height: Int, width: Int) -> [[UInt8]] {
    var random = SeededGenerator(seed: 0x6375_7374_6F73)
    return (0..<count).map { _ in
      var pixels = [UInt8](repeating: 0, count: height * width * 3)
      for _ in 0..<12 {
        let rows = interval(height, &random)
        let columns = interval(width, &random)
        let color = (0..<3).map { _ in random.uniform(0, 255) }
        for row in rows {
          for column in columns {
            for channel in 0..<3 {
              let value = color[channel] + random.uniform(-12, 12)
              pixels[(row * width + column) * 3 + channel] = UInt8(max(0, min(255, value)))
            }
          }
        }
      }
      return pixels
    }
  }

  private static func interval(_ size: Int, _ random: inout SeededGenerator) -> Range<Int> {
    let (first, second) = (random.index(below: size), random.index(below: size))
    return min(first, second)..<max(first, second) + 1
  }
}
