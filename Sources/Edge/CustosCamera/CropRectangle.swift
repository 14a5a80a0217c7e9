import CustosPlatform

/// A part of a picture, in pixels from its top left corner.
public struct CropRectangle: Equatable, Sendable {
  /// Columns and rows left out on the left and above.
  public let x, y: Int
  /// Columns and rows that stay, at least 1.
  public let width, height: Int

  /// Reads `X,Y,WIDTH,HEIGHT`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int(String(decoding: Array($0), as: UTF8.self)) }
    guard parts.count == 4, numbers.count == 4, numbers.allSatisfy({ (0...32768).contains($0) }),
      numbers[2] > 0, numbers[3] > 0
    else { return nil }
    (x, y, width, height) = (numbers[0], numbers[1], numbers[2], numbers[3])
  }
}
