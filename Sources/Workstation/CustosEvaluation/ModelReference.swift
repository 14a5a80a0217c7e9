import CustosPlatform
import CustosSupport

/// A model file in JSON lines: which one it was.
public struct ModelReference: Codable, Equatable, Sendable {
  /// The file's name without its folders.
  public let name: String
  /// CRC-32 of the whole file, eight hexadecimal digits.
  public let crc: String

  /// Names a file by hand.
  public init(name: String, crc: String) {
    self.name = name
    self.crc = crc
  }

  /// Names the file at `path`.
  ///
  /// - Throws: `PlatformError.cannotRead`.
  public init(ofFile path: String) throws {
    self.init(name: Path.lastComponent(path), crc: try CRC32.text(ofFile: path))
  }
}
