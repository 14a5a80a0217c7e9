import CCustosFloatKernels
import CustosTestRandom
import Testing

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

  /// A ramp stays a ramp, steeper by the factor, flat where the border repeats.
  @Test(arguments: [Float(0.8), 1.2])
  func rampIsStretchedAboutTheCentre(factor: Float) {
    let (height, width) = (5, 21)
    var image: [UInt8] = []
    for _ in 0..<height {
      for x in 0..<width { image += [UInt8](repeating: UInt8(10 * x), count: 3) }
    }
    let output = zoom(image, height: height, width: width, 1, factor)
    for x in 0..<width {
      let source = min(max((Float(x) - 10) * factor + 10, 0), 20)
      for channel in 0..<3 {
        // Three roundings of numbers up to 200.
        let error: Float = output[(2 * width + x) * 3 + channel] - 10 * source
        #expect(abs(error) < 1e-4)
      }
    }
  }
}
