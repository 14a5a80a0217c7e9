/// An RGB image in memory: bytes `[height, width, 3]`, rows without gaps, 0...255, top row first.
public struct PixelBuffer: Equatable, Sendable {
  /// Columns, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// The samples, `height * width * 3` bytes.
  public var pixels: [UInt8]

  /// Makes an image of one colour.
  public init(width: Int, height: Int, red: UInt8 = 255, green: UInt8 = 255, blue: UInt8 = 255) {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: red, count: width * height * 3)
    guard red != green || green != blue else { return }
    for index in 0..<width * height {
      pixels[index * 3 + 1] = green
      pixels[index * 3 + 2] = blue
    }
  }

  /// Takes over samples; `pixels.count` must be `width * height * 3`.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height * 3, "size mismatch")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
