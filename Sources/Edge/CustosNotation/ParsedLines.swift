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
  /// ignored, but blank lines count.
  init(
    _ bytes: [UInt8],
    read: (_ line: String, _ number: Int) throws(NotationError) -> Entry
  ) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: byteOrderMark) ? bytes[3...] : bytes[...]
    let lineFeed: UInt8 = 10
    var number = 0
    for line in text.split(separator: lineFeed, omittingEmptySubsequences: false) {
      number += 1
      let content = LineFields.trimmed(line)
      if content.isEmpty { continue }
      do throws(NotationError) {
        let entry = try read(String(decoding: content, as: UTF8.self), number)
        entries.append(Numbered(line: number, entry: entry))
      } catch {
        errors.append(error)
      }
    }
  }
}

extension ParsedLines.Numbered: Equatable where Entry: Equatable {}
extension ParsedLines.Numbered: Sendable where Entry: Sendable {}
extension ParsedLines: Equatable where Entry: Equatable {}
extension ParsedLines: Sendable where Entry: Sendable {}
