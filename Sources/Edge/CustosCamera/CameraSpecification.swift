import CustosPlatform

/// Where pictures come from, as `--camera` names it.
public enum CameraSpecification: Equatable, Sendable {
  /// A camera on the board's camera port if there is one, else a USB camera.
  case automatic
  /// A camera on the board's camera port, by its number, read through `rpicam-vid`.
  case rpicam(Int)
  /// A USB camera, by its device, such as `/dev/video0`.
  case v4l2(String)
  /// A network camera.
  case network(NetworkAddress)
  /// JPEG pictures, one behind another, on standard input.
  case standardInputJPEG
  /// Raw pictures on standard input: full-range BT.601, planes Y, U, V, 4:2:0.
  case standardInputYUV(RawPictureSize)
  /// One JPEG or PNG file.
  case file(String)
  /// A folder: every picture that is completed in it from now on.
  case folder(String)
  /// The pictures of a file or folder again and again, at a rate per second; without a path, the
  /// pictures that the caller has.
  case fake(path: String?, rate: Double)

  /// Pictures a second of `fake` where none is given.
  public static let defaultFakeRate = 5.0

  /// The forms, for messages and help.
  public static let forms =
    "auto, rpicam[:N], v4l2:/dev/videoN, http://[USER:PASSWORD@]HOST[:PORT]/PATH, stdin:mjpeg, "
    + "stdin:yuv420:WxH[:STRIDE], file:PATH, dir:PATH or fake[:PATH][@RATE]"

  /// Reads an option's value; nil when it has none of the forms.
  public init?(_ text: String) {
    let colon = UInt8(ascii: ":")
    let bytes = [UInt8](text.utf8)
    let end = bytes.firstIndex(of: colon) ?? bytes.count
    let rest = end < bytes.count ? String(decoding: bytes[(end + 1)...], as: UTF8.self) : nil
    switch (String(decoding: bytes[..<end], as: UTF8.self), rest) {
    case ("auto", nil): self = .automatic
    case ("rpicam", nil): self = .rpicam(0)
    case ("rpicam", let rest?):
      guard let number = Int(rest), (0...9).contains(number) else { return nil }
      self = .rpicam(number)
    case ("v4l2", let path?) where !path.isEmpty: self = .v4l2(path)
    case ("http", _?):
      guard let address = NetworkAddress(text) else { return nil }
      self = .network(address)
    case ("file", let path?) where !path.isEmpty: self = .file(path)
    case ("dir", let path?) where !path.isEmpty: self = .folder(path)
    case ("stdin", "mjpeg"): self = .standardInputJPEG
    case ("stdin", let rest?):
      let prefix = [UInt8]("yuv420:".utf8)
      let bytes = [UInt8](rest.utf8)
      guard bytes.starts(with: prefix),
        let size = RawPictureSize(String(decoding: bytes[prefix.count...], as: UTF8.self))
      else { return nil }
      self = .standardInputYUV(size)
    default:
      guard let fake = Self.fake(bytes) else { return nil }
      self = fake
    }
  }

  /// Whether every picture counts, so that none may be dropped for a newer one.
  public var keepsAll: Bool {
    switch self {
    case .file, .folder: true
    default: false
    }
  }

  private static func fake(_ bytes: [UInt8]) -> CameraSpecification? {
    let name = [UInt8]("fake".utf8)
    guard bytes.starts(with: name) else { return nil }
    var rest = bytes[name.count...]
    var rate = defaultFakeRate
    if let at = rest.lastIndex(of: UInt8(ascii: "@")) {
      guard let value = NumberText.double(String(decoding: rest[(at + 1)...], as: UTF8.self)),
        value > 0, value <= 1000
      else { return nil }
      rate = value
      rest = rest[..<at]
    }
    if rest.isEmpty { return .fake(path: nil, rate: rate) }
    guard rest.first == UInt8(ascii: ":"), rest.count > 1 else { return nil }
    return .fake(path: String(decoding: rest.dropFirst(), as: UTF8.self), rate: rate)
  }
}

/// The size of a raw picture in 4:2:0: planes Y, U, V; rows of U and V have half the stride of Y.
public struct RawPictureSize: Equatable, Sendable {
  /// Columns, 2...16384, even.
  public let width: Int
  /// Rows, 2...16384, even.
  public let height: Int
  /// Bytes from one row of Y to the next, at least `width`, even.
  public let stride: Int

  /// Describes a size; nil when a value is out of its range.
  public init?(width: Int, height: Int, stride: Int) {
    let range = 2...16384
    guard range.contains(width), range.contains(height), width % 2 == 0, height % 2 == 0,
      stride >= width, stride <= 2 * 16384, stride % 2 == 0
    else { return nil }
    self.width = width
    self.height = height
    self.stride = stride
  }

  /// Reads `WxH` or `WxH:STRIDE`.
  public init?(_ text: String) {
    let parts = [UInt8](text.utf8).split(
      separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 1 || parts.count == 2 else { return nil }
    let sides = parts[0].split(separator: UInt8(ascii: "x"), omittingEmptySubsequences: false)
    guard sides.count == 2, let width = Int(String(decoding: sides[0], as: UTF8.self)),
      let height = Int(String(decoding: sides[1], as: UTF8.self))
    else { return nil }
    guard parts.count == 2 else {
      self.init(width: width, height: height, stride: width)
      return
    }
    guard let stride = Int(String(decoding: parts[1], as: UTF8.self)) else { return nil }
    self.init(width: width, height: height, stride: stride)
  }

  /// Bytes of a whole picture.
  public var byteCount: Int { stride * height * 3 / 2 }
}
