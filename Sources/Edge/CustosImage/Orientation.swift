import CustosPlatform

/// How stored pixels lie to the picture that a person sees: the orientation mark of EXIF, 1...8.
public enum Orientation: Int, Equatable, Sendable {
  /// As they are stored.
  case asStored = 1
  /// Left and right are exchanged.
  case mirrored = 2
  /// Turned by 180 degrees.
  case halfTurn = 3
  /// Top and bottom are exchanged.
  case flipped = 4
  /// Rows and columns are exchanged.
  case transposed = 5
  /// To be turned by 90 degrees clockwise.
  case quarterTurn = 6
  /// Rows and columns are exchanged at the other diagonal.
  case transversed = 7
  /// To be turned by 270 degrees clockwise.
  case threeQuarterTurn = 8

  /// Whether width and height are exchanged.
  public var exchangesSides: Bool { rawValue >= 5 }

  /// The mark of a file; as stored where it has none, or none that makes sense.
  init(markedIn bytes: RawSpan, _ format: ImageFormat) {
    let value = EmbeddedFacts.exif(of: bytes, format)?.value(of: 0x0112)
    self = value.flatMap { Orientation(rawValue: $0) } ?? .asStored
  }

  /// Puts samples upright.
  ///
  /// - Parameters:
  ///   - samples: `[height, width, channels]` as stored.
  /// - Returns: the samples of the upright picture, of `height` columns where sides are exchanged.
  func applied(to samples: [UInt8], width: Int, height: Int, channels: Int) -> [UInt8] {
    let (startsRight, startsBelow) = corner
    let origin = (startsBelow ? (height - 1) * width : 0) + (startsRight ? width - 1 : 0)
    let along = startsRight ? -1 : 1
    let down = startsBelow ? -width : width
    let (columnStep, rowStep) = exchangesSides ? (down, along) : (along, down)
    let (columns, rows) = exchangesSides ? (height, width) : (width, height)
    return [UInt8](unsafeUninitializedCapacity: samples.count) { result, count in
      var index = 0
      for row in 0..<rows {
        var source = (origin + row * rowStep) * channels
        for _ in 0..<columns {
          for channel in 0..<channels { result[index + channel] = samples[source + channel] }
          index += channels
          source += columnStep * channels
        }
      }
      count = samples.count
    }
  }

  /// Where the upright picture's upper left corner is stored.
  private var corner: (isRight: Bool, isBelow: Bool) {
    switch self {
    case .asStored, .transposed: (false, false)
    case .mirrored, .threeQuarterTurn: (true, false)
    case .halfTurn, .transversed: (true, true)
    case .flipped, .quarterTurn: (false, true)
    }
  }
}

extension PixelBuffer {
  /// The picture that a person sees of pixels that are stored this way.
  public func upright(_ orientation: Orientation) -> PixelBuffer {
    guard orientation != .asStored else { return self }
    return PixelBuffer(
      width: orientation.exchangesSides ? height : width,
      height: orientation.exchangesSides ? width : height,
      pixels: orientation.applied(to: pixels, width: width, height: height, channels: 3))
  }
}

extension GrayImage {
  /// The picture that a person sees of pixels that are stored this way.
  public func upright(_ orientation: Orientation) -> GrayImage {
    guard orientation != .asStored else { return self }
    return GrayImage(
      width: orientation.exchangesSides ? height : width,
      height: orientation.exchangesSides ? width : height,
      pixels: orientation.applied(to: pixels, width: width, height: height, channels: 1))
  }
}
