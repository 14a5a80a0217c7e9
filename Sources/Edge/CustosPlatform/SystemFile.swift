/// The small files of /proc and /sys, in which Linux tells about the machine.
enum SystemFile {
  /// A file's bytes, nil when the system does not offer it.
  static func bytes(_ path: String) -> [UInt8]? {
    do throws(PlatformError) { return try FileSystem.read(path) } catch { return nil }
  }

  /// A file's text up to the first control character, without blanks around it; nil when there is
  /// none.
  static func text(_ path: String) -> String? {
    guard let bytes = bytes(path) else { return nil }
    let text = String(decoding: trimmed(bytes.prefix { $0 >= 0x20 && $0 != 0x7F }), as: UTF8.self)
    return text.isEmpty ? nil : text
  }

  /// A decimal number, nil when the file holds none.
  static func integer(_ path: String) -> Int? { text(path).flatMap { Int($0) } }

  /// A hexadecimal number with or without `0x`, nil when the text is none.
  static func hexadecimal(_ text: String) -> UInt64? {
    let bytes = [UInt8](text.utf8)
    let hasPrefix = bytes.starts(with: [UInt8]("0x".utf8))
    return UInt64(String(decoding: bytes.dropFirst(hasPrefix ? 2 : 0), as: UTF8.self), radix: 16)
  }

  /// Takes blanks and tabs off both ends.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let first = rest.first, isBlank(first) { rest.removeFirst() }
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return rest
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
