import CCustosFloatKernels
package import CustosImage
import Foundation

/// Room to work on pictures of one size, used again for every picture; for one thread at a time.
package final class Darkroom {
  /// Rows of a picture.
  package let height: Int
  /// Columns of a picture.
  package let width: Int
  private var scratch: [Float] = []
  private var weights = [Float](repeating: 0, count: maximumRadius + 1)
  private var bytes: [UInt8] = []
  /// Blurs farther than this are cut off.
  private static let maximumRadius = 32

  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Number of floats of a picture.
  private var count: Int { height * width * 3 }

  private func prepareScratch() {
    guard scratch.isEmpty else { return }
    let rowAndMargins = (width + 2 * Self.maximumRadius) * 3
    scratch = [Float](repeating: 0, count: count + rowAndMargins)
  }

  /// Makes a picture black and white, as a scanner of a higher resolution does.
  package func threshold(_ image: inout MutableSpan<Float>, level: Float) {
    check(image)
    prepareScratch()
    image.withUnsafeMutableBufferPointer {
      custos_f32_threshold_rgb($0.baseAddress, height, width, level, &scratch)
    }
  }

  /// Blurs with a Gaussian bell that ends at three standard deviations.
  package func blur(_ image: inout MutableSpan<Float>, deviation: Float) {
    check(image)
    let radius = min(Int((3 * deviation).rounded(.up)), Self.maximumRadius)
    prepareScratch()
    func bell(_ distance: Int) -> Double {
      let ratio = Double(distance) / Double(deviation)
      return exp(-0.5 * ratio * ratio)
    }
    var sum = bell(0)
    for distance in 1...radius { sum += 2 * bell(distance) }
    for distance in 0...radius { weights[distance] = Float(bell(distance) / sum) }
    image.withUnsafeMutableBufferPointer {
      custos_f32_blur_rgb($0.baseAddress, height, width, weights, radius, &scratch)
    }
  }

  /// Rounds to bytes, compresses as JPEG and reads the result back.
  package func compress(
    _ image: inout MutableSpan<Float>, quality: Int
  ) throws(ImageError) {
    check(image)
    var pixels = bytes
    bytes = []
    if pixels.isEmpty { pixels = [UInt8](repeating: 0, count: count) }
    image.withUnsafeBufferPointer { custos_f32_to_u8($0.baseAddress, count, &pixels) }
    let buffer = PixelBuffer(width: width, height: height, pixels: pixels)
    let decoded = try PixelBuffer(decoding: buffer.encoded(as: .jpeg, quality: quality))
    image.withUnsafeMutableBufferPointer {
      custos_f32_from_u8(decoded.pixels, count, $0.baseAddress)
    }
    bytes = decoded.pixels
  }

  private func check(_ image: borrowing MutableSpan<Float>) {
    precondition(image.count == count, "the picture has this room's size")
  }
}
