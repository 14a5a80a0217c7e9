import CustosDataSet
import CustosNotation
import CustosPlatform

/// Writes annotation lines.
enum LinesWriter {
  /// Makes `PAGE.txt` for each page.
  ///
  /// - Throws: `DataError.annotation` for a class name that no line can hold.
  static func files(
    of pages: [ConvertedPage], notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedFile] {
    var files: [ConvertedFile] = []
    for page in pages {
      var text = ""
      for symbol in page.symbols {
        guard !symbol.annotation.className.utf8.contains(UInt8(ascii: ";")) else {
          try notes.reject(
            .annotation(
              item: symbol.item,
              "a line cannot hold the class name \(MessageText.quoted(symbol.annotation.className))"
                + ", which has a semicolon; rename it with --classes."))
          continue
        }
        text += symbol.annotation.line + "\n"
      }
      files.append(ConvertedFile(name: page.name + ".txt", source: page.source, text: text))
    }
    return files
  }
}
