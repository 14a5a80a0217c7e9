import CCustosPlatform

/// A way through the pixels of a picture: where the first pixel lies, and how far it is to the next one
/// of a row and of a column, in pixels. By it pictures are turned, mirrored and cropped.
public struct PixelWalk {
  /// The index of the first pixel.
  public var start: Int
  /// The step to the next column.
  public var right: Int
  /// The step to the next row.
  public var down: Int

  /// Describes a way.
  public init(start: Int, right: Int, down: Int) {
    self.start = start
    self.right = right
    self.down = down
  }

  /// The samples `[height, width, channels]` that lie along the way. It may not leave `source`.
  public func samples(of source: [UInt8], channels: Int, width: Int, height: Int) -> [UInt8] {
    let ends = [0, (width - 1) * right].flatMap { [$0, $0 + (height - 1) * down] }
    precondition(
      ends.allSatisfy { start + $0 >= 0 && (start + $0 + 1) * channels <= source.count },
      "the way leaves the picture")
    return [UInt8](unsafeUninitializedCapacity: width * height * channels) { target, count in
      custos_pick_pixels(source, start, right, down, channels, width, height, target.baseAddress)
      count = width * height * channels
    }
  }
}
