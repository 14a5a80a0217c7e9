import CustosImage
import CustosNotation
import CustosDetection
import CustosPlatform

/// Where the symbols of a page come from.
enum PageSymbols {
  /// A file of boxes, or `-`.
  case file(String)
  /// They are looked for.
  case found(SymbolBoxes)

  /// A symbol and where it comes from.
  struct Item {
    /// The number of its line in the file of boxes, or its number among those found, from 1.
    var line: Int
    var detection: Detection
    /// Its name in sentences.
    var name: String
  }

  /// Reads the file of boxes.
  ///
  /// - Parameter note: told of each bad line.
  static func read(
    _ file: String, noting note: (CommandError) throws(CommandError) -> Void
  ) throws(CommandError) -> [Item] {
    let parsed = Detection.parse(try PictureFile.bytes(of: file))
    let name = PictureFile.name(of: file)
    guard !parsed.entries.isEmpty || !parsed.errors.isEmpty else {
      throw .badInput(
        "\(name) holds no boxes; write one a line as \(Detection.form).",
        exitCode: ExitStatus.badData)
    }
    for error in parsed.errors { try note(CommandError(error, file: name)) }
    return parsed.entries.map {
      Item(line: $0.line, detection: $0.entry, name: "\(name), line \($0.line)")
    }
  }

  /// Finds the symbols of a page.
  ///
  /// - Throws: `CommandError` (65) when the page shows no staff or no symbol.
  static func find(
    on page: GrayImage, name: String, scale: StaffScale?, boxes: SymbolBoxes
  ) throws(CommandError) -> [Item] {
    guard let scale else { throw StaffSpaceOption.noStaff(on: name) }
    let symbols = SymbolFinder.find(in: page, scale: scale)
    guard !symbols.isEmpty else {
      throw .badInput(
        "\(name): no symbols were found on the staves; give their places with --boxes.",
        exitCode: ExitStatus.badData)
    }
    return boxes.detections(of: symbols).enumerated().map { index, detection in
      Item(line: index + 1, detection: detection, name: "\(name), symbol \(index + 1)")
    }
  }
}
