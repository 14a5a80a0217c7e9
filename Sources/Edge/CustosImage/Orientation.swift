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

  /// The way through stored pixels that gives the upright picture.
  func walk(width: Int, height: Int) -> PixelWalk {
    let (startsRight, startsBelow) = corner
    let along = startsRight ? -1 : 1
    let below = startsBelow ? -width : width
    return PixelWalk(
      start: (startsBelow ? (height - 1) * width : 0) + (startsRight ? width - 1 : 0),
      right: exchangesSides ? below : along, down: exchangesSides ? along : below)
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
    let (columns, rows) = orientation.exchangesSides ? (height, width) : (width, height)
    return PixelBuffer(
      width: columns, height: rows,
      pixels: orientation.walk(width: width, height: height)
        .samples(of: pixels, channels: 3, width: columns, height: rows))
  }
}
