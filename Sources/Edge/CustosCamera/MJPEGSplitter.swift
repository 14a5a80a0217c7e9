/// Cuts a stream of JPEG pictures, one behind another, into pictures.
///
/// Follows the markers of ITU-T T.81, so that an end mark within a segment, such as that of an
/// embedded preview, does not end the picture. What lies between pictures is skipped, as is a
/// picture that is larger than the limit; both are counted.
public struct MJPEGSplitter {
  /// Largest size of a picture in bytes.
  public let limit: Int
  /// Bytes that belonged to no picture.
  public private(set) var skippedByteCount = 0
  /// Pictures that were given up: too large, or begun anew before their end.
  public private(set) var abandonedCount = 0
  private var picture: [UInt8] = []
  private var state = State.outside

  private enum State {
    /// Looking for the start mark.
    case outside
    /// The start mark's first byte has come.
    case startMark
    /// Between segments: a mark's first byte must follow.
    case mark
    /// A mark's second byte must follow.
    case code
    /// The first byte of a segment's length must follow; whether picture data follows it.
    case lengthHigh(isScan: Bool)
    case lengthLow(high: UInt8, isScan: Bool)
    /// The number of bytes of a segment that are still missing.
    case segment(left: Int, isScan: Bool)
    /// Picture data.
    case data
    /// Picture data, behind a byte FF.
    case dataMark
  }

  /// Starts before any byte.
  public init(limit: Int = 32 << 20) { self.limit = limit }

  /// Takes the stream's next bytes and gives the pictures that end in them, oldest first.
  public mutating func take(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
    var pictures: [[UInt8]] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      // Whole runs at once: nearly all of a stream is segments and picture data.
      if case .segment(let left, let isScan) = state {
        let end = min(bytes.endIndex, index + left)
        append(bytes[index..<end])
        if case .segment = state { advance(left - (end - index), isScan) }
        index = end
        continue
      }
      if case .data = state {
        let end = bytes[index...].firstIndex(of: 0xFF) ?? bytes.endIndex
        append(bytes[index..<end])
        index = end
        if index == bytes.endIndex { break }
        if case .data = state {} else { continue }
      }
      if step(bytes[index]) {
        pictures.append(picture)
        picture = []
      }
      index += 1
    }
    return pictures
  }

  private mutating func advance(_ left: Int, _ isScan: Bool) {
    state = left > 0 ? .segment(left: left, isScan: isScan) : isScan ? .data : .mark
  }

  /// Takes one byte; returns whether it ends a picture.
  private mutating func step(_ byte: UInt8) -> Bool {
    switch state {
    case .outside:
      if byte == 0xFF { state = .startMark } else { skippedByteCount += 1 }
      return false
    case .startMark:
      if byte == 0xD8 {
        picture = [0xFF, 0xD8]
        state = .mark
      } else if byte == 0xFF {
        skippedByteCount += 1
      } else {
        skippedByteCount += 2
        state = .outside
      }
      return false
    default: break
    }
    append([byte])
    switch state {
    case .mark:
      // Some cameras pad between segments; anything else is damage, which the decoder names.
      if byte == 0xFF { state = .code } else if byte != 0 { abandon() }
    case .code: return handle(byte)
    case .lengthHigh(let isScan): state = .lengthLow(high: byte, isScan: isScan)
    case .lengthLow(let high, let isScan):
      let length = Int(high) << 8 | Int(byte)
      if length < 2 { abandon() } else { advance(length - 2, isScan) }
    case .data: if byte == 0xFF { state = .dataMark }
    case .dataMark:
      switch byte {
      case 0x00, 0xD0...0xD7: state = .data
      case 0xFF: break
      default: return handle(byte)
      }
    case .outside, .startMark, .segment: break
    }
    return false
  }

  /// Takes the second byte of a mark; whether it ends the picture.
  private mutating func handle(_ code: UInt8) -> Bool {
    switch code {
    case 0xFF: state = .code
    case 0xD9:
      state = .outside
      return true
    case 0xD8:
      // A new picture begins before the end of the old one.
      abandonedCount += 1
      picture = [0xFF, 0xD8]
      state = .mark
    case 0x01, 0xD0...0xD7: state = .mark
    case 0x00: abandon()
    default: state = .lengthHigh(isScan: code == 0xDA)
    }
    return false
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    guard picture.count + bytes.count <= limit else {
      abandon()
      return
    }
    picture += bytes
  }

  private mutating func abandon() {
    abandonedCount += 1
    picture = []
    state = .outside
  }
}
