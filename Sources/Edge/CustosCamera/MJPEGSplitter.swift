import CustosImage

/// Cuts a stream of JPEG pictures, one behind another, into pictures.
///
/// Follows the markers of ITU-T T.81, so that an end mark within a segment, such as that of an
/// embedded preview, does not end the picture. A picture without an end mark ends where the next one
/// begins. What lies between pictures is skipped, as is a picture that is larger than the limit; both
/// are counted. Of a multi-picture file (CIPA DC-007) only the first picture is given.
public struct MJPEGSplitter {
  /// Largest size of a picture in bytes.
  public let limit: Int
  /// Bytes that belonged to no picture.
  public private(set) var skippedByteCount = 0
  /// Pictures that were given up: too large, or without any picture data before the next one.
  public private(set) var abandonedCount = 0
  private var picture: [UInt8] = []
  private var state = State.outside
  /// Whether the picture's data have begun.
  private var hasData = false
  /// Pictures that belong to the multi-picture file whose first one was the last.
  private var followerCount = 0

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
      if let picture = step(bytes[index]), isWanted(picture) { pictures.append(picture) }
      index += 1
    }
    return pictures
  }

  /// At the end of the stream: the picture that has no end mark, if there is one. Whether all of its
  /// data have come is the decoder's to tell.
  public mutating func finish() -> [UInt8]? {
    guard !picture.isEmpty else { return nil }
    guard hasData else {
      abandon()
      return nil
    }
    let last = complete(withoutEnding: 0)
    return isWanted(last) ? last : nil
  }

  private mutating func advance(_ left: Int, _ isScan: Bool) {
    if isScan, left == 0 { hasData = true }
    state = left > 0 ? .segment(left: left, isScan: isScan) : isScan ? .data : .mark
  }

  /// Takes one byte; returns the picture that it completes.
  private mutating func step(_ byte: UInt8) -> [UInt8]? {
    switch state {
    case .outside:
      // Padding needs no remark.
      if byte == 0xFF { state = .startMark } else if byte != 0 { skippedByteCount += 1 }
      return nil
    case .startMark:
      switch byte {
      case 0xD8: begin()
      case 0xFF: break
      default:
        // A second end mark is harmless.
        if byte != 0xD9 { skippedByteCount += 2 }
        state = .outside
      }
      return nil
    default: break
    }
    append([byte])
    switch state {
    // What lies between segments the decoder judges.
    case .mark: if byte == 0xFF { state = .code }
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
    return nil
  }

  /// Takes the second byte of a mark; the picture that it completes.
  private mutating func handle(_ code: UInt8) -> [UInt8]? {
    switch code {
    case 0xFF: state = .code
    case 0xD9: return complete(withoutEnding: 0)
    case 0xD8:
      // A new picture begins before an end mark of the old one, or the start mark comes twice.
      let old = hasData ? complete(withoutEnding: 2) : nil
      if old == nil, picture.count > 4 { abandonedCount += 1 }
      begin()
      return old
    case 0x00, 0x01, 0xD0...0xD7: state = .mark
    default: state = .lengthHigh(isScan: code == 0xDA)
    }
    return nil
  }

  private mutating func begin() {
    picture = [0xFF, 0xD8]
    hasData = false
    state = .mark
  }

  private mutating func complete(withoutEnding count: Int) -> [UInt8] {
    defer {
      picture = []
      state = .outside
    }
    return Array(picture.dropLast(count))
  }

  /// Whether a picture stands for itself, and is none of those behind the first one of a file.
  private mutating func isWanted(_ picture: [UInt8]) -> Bool {
    let count = MultiPictureFile.pictureCount(startingWith: picture)
    if count == nil, followerCount > 0 {
      followerCount -= 1
      return false
    }
    followerCount = (count ?? 1) - 1
    return true
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
