import CustosDataSet
import CustosPlatform

/// Text files from elsewhere.
enum TextFile {
  /// Larger files are no annotations.
  static let sizeLimit = 512 << 20

  /// The UTF-8 bytes of a file, without a byte order mark, all line ends as line feeds.
  ///
  /// - Throws: `DataError.platform`, `.annotation` for other encodings and files beyond `sizeLimit`.
  static func bytes(of path: String, sizeLimit: Int = sizeLimit) throws(DataError) -> [UInt8] {
    if let size = FileSystem.size(of: path), size > sizeLimit {
      throw .annotation(
        item: path, "it has more than \(sizeLimit >> 20) MB, too much for a file of annotations.")
    }
    let bytes: [UInt8]
    do throws(PlatformError) { bytes = try FileSystem.read(path) } catch { throw .platform(error) }
    return try text(bytes, path: path)
  }

  /// The same of bytes that have been read.
  static func text(_ bytes: [UInt8], path: String) throws(DataError) -> [UInt8] {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.contains(0) {
      throw .annotation(item: path, "it is no UTF-8 text, perhaps UTF-16; save it as UTF-8.")
    }
    let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var afterReturn = false
    for byte in bytes.dropFirst(marked ? 3 : 0) {
      if byte == 13 {
        text.append(10)
      } else if byte != 10 || !afterReturn {
        text.append(byte)
      }
      afterReturn = byte == 13
    }
    guard String(validating: text, as: UTF8.self) != nil else {
      let lines = text.split(separator: 10, omittingEmptySubsequences: false)
      let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
      throw .annotation(
        item: "\(path), line \(bad + 1)",
        "some of its bytes are no UTF-8, perhaps Latin-1; save the file as UTF-8.")
    }
    return text
  }

  /// The lines of a file with their 1-based numbers, blanks around them left out; empty ones count
  /// and are left out.
  static func lines(of path: String) throws(DataError) -> [(number: Int, text: String)] {
    try bytes(of: path).split(separator: 10, omittingEmptySubsequences: false).enumerated()
      .map { ($0 + 1, trimmed(String(decoding: $1, as: UTF8.self))) }.filter { !$0.1.isEmpty }
  }

  /// A text without blanks, tabs and line ends around it.
  static func trimmed(_ text: String) -> String {
    var bytes = [UInt8](text.utf8)[...]
    func isBlank(_ byte: UInt8) -> Bool { [9, 10, 13, 32].contains(byte) }
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    bytes = bytes.drop(while: isBlank)
    return String(decoding: bytes, as: UTF8.self)
  }
}
