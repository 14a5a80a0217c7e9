import CustosNotation
import CustosReading

/// Where the symbols of a page come from.
enum PageSymbols {
  /// A file of boxes, or `-`.
  case file(String)
  /// They are looked for, or the model finds them itself.
  case found(SymbolSource)

  /// Whether boxes could be given instead.
  var mayHaveBoxes: Bool {
    if case .found(.page) = self { return false }
    return true
  }

  /// Reads the file of boxes, with the numbers of their lines.
  ///
  /// - Parameter note: called for each bad line.
  static func read(
    _ file: String, noting note: (CommandError) throws(CommandError) -> Void
  ) throws(CommandError) -> [ParsedLines<Detection>.Numbered] {
    let parsed = Detection.parse(try PictureFile.bytes(of: file))
    let name = PictureFile.name(of: file)
    guard !parsed.entries.isEmpty || !parsed.errors.isEmpty else {
      throw .badInput(
        "\(name) holds no boxes; write one a line as \(Detection.form).", exitCode: 65)
    }
    for error in parsed.errors { try note(CommandError(error, file: name)) }
    return parsed.entries
  }
}
