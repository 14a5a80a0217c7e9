/// What a text file of one entry a line holds: the entries with their line numbers, and the lines
/// that could not be read.
public struct ParsedLines<Entry> {
  /// An entry and the 1-based number of its line.
  public struct Numbered {
    /// The 1-based number of the line.
    public var line: Int
    /// What the line says.
    public var entry: Entry
  }

  /// The entries in file order.
  public private(set) var entries: [Numbered] = []
  /// The bad lines in file order.
  public private(set) var errors: [NotationError] = []

  /// Reads UTF-8 text; a byte order mark, carriage returns before line feeds and blank lines are
  /// ignored, but blank lines count. A file in another encoding or with other line ends has one error and
  /// no entry.
  init(
    _ bytes: [UInt8],
    read: (_ line: String, _ number: Int) throws(NotationError) -> Entry
  ) {
    if let fault = Self.fault(of: bytes) {
      errors = [NotationError(line: 0, fault)]
      return
    }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    let lineFeed: UInt8 = 10
    var number = 0
    for line in text.split(separator: lineFeed, omittingEmptySubsequences: false) {
      number += 1
      let content = LineFields.trimmed(line)
      if content.isEmpty { continue }
      do throws(NotationError) {
        let text = String(decoding: content, as: UTF8.self)
        // What is not UTF-8 has been repaired, so that different names would become one.
        guard text.utf8.elementsEqual(content) else { throw NotationError(line: number, .notUTF8) }
        entries.append(Numbered(line: number, entry: try read(text, number)))
      } catch {
        errors.append(error)
      }
    }
  }

  /// What is wrong with a whole file: zero bytes or a byte order mark of another encoding, a carriage
  /// return within a line, U+2028 or U+2029.
  private static func fault(of bytes: [UInt8]) -> NotationError.Reason? {
    let isMarked = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    if isMarked || bytes.contains(0) {
      let isWide =
        bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF])
      return .encoding(isWide ? "UTF-32" : isMarked ? "UTF-16" : "UTF-16 or no text")
    }
    for index in bytes.indices.dropFirst() where bytes[index] != 10 && bytes[index] != 13 {
      if bytes[index - 1] == 13 { return .lineEnd("CR") }
      if index > 1, bytes[index] | 1 == 0xA9, bytes[index - 1] == 0x80, bytes[index - 2] == 0xE2 {
        return .lineEnd(bytes[index] == 0xA8 ? "U+2028" : "U+2029")
      }
    }
    return nil
  }
}

extension ParsedLines.Numbered: Equatable where Entry: Equatable {}
extension ParsedLines.Numbered: Sendable where Entry: Sendable {}
extension ParsedLines: Equatable where Entry: Equatable {}
extension ParsedLines: Sendable where Entry: Sendable {}
