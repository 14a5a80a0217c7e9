import CCustosFloatKernels
import CustosTestRandom
import Testing

@testable import CustosLoading

@Suite struct ZoomTests {
  private func zoom(
    _ image: [UInt8], height: Int, width: Int, _ factorY: Float, _ factorX: Float
  ) -> [Float] {
    var output = [Float](repeating: -1, count: image.count)
    custos_f32_zoom_rgb(image, height, width, factorY, factorX, &output)
    return output
  }

  @Test func factorOneChangesNothing() {
    var random = SeededRandom(seed: 5)
    let image = random.bytes(11 * 7 * 3)
    #expect(zoom(image, height: 11, width: 7, 1, 1) == image.map(Float.init))
  }

  /// A slope stays a slope, steeper in each direction by that direction's factor, flat where the
  /// border repeats.
  @Test(arguments: [(Float(0.8), Float(1.2)), (1.2, 0.8), (1, 1.15), (0.85, 1)])
  func slopeIsStretchedAboutTheCentre(factorY: Float, factorX: Float) {
    let (height, width) = (11, 21)
    var image: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { image += [UInt8](repeating: UInt8(9 * y + 7 * x), count: 3) }
    }
    let output = zoom(image, height: height, width: width, factorY, factorX)
    for y in 0..<height {
      let sourceY = min(max((Float(y) - 5) * factorY + 5, 0), 10)
      for x in 0..<width {
        let sourceX = min(max((Float(x) - 10) * factorX + 10, 0), 20)
        for channel in 0..<3 {
          // A few roundings of numbers up to 230.
          let error: Float = output[(y * width + x) * 3 + channel] - 9 * sourceY - 7 * sourceX
          #expect(abs(error) < 2e-4, "y \(y), x \(x)")
        }
      }
    }
  }
}
