import CustosDataSet
import CustosNotation
import CustosPages
import CustosPlatform

/// Reads annotation lines.
enum LinesReader {
  /// Reads the pages of a folder with `PAGE.txt` beside each, or, where pictures lie in a folder of
  /// their own, a folder of `PAGE.txt` or `PAGE` without its extension and `.txt`.
  static func pages(
    of input: String, picturesElsewhere: Bool, notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedPage] {
    var sources: [(name: String, picture: String?, text: String)] = []
    if picturesElsewhere {
      sources = try SourceFiles.paths(of: input, extension: "txt", notes: &notes).map {
        (ConvertedPage.stem(of: Path.lastComponent($0)), nil, $0)
      }
    } else {
      let (pages, unpaired) = try AnnotatedPage.find(in: input)
      for error in unpaired { try notes.reject(error) }
      sources = pages.map { ($0.name, $0.image, $0.annotations) }
    }
    var pages: [ConvertedPage] = []
    for source in sources {
      do throws(DataError) {
        let files = [source.text, source.picture].compactMap(\.self)
        guard try SourceFiles.regular(files, notes: &notes).count == files.count else { continue }
        let parsed = CompleteAnnotation.parse(try TextFile.bytes(of: source.text))
        for error in parsed.errors { try notes.reject(.notation(error, file: source.text)) }
        pages.append(
          ConvertedPage(
            name: source.name, source: source.text, picture: source.picture,
            symbols: parsed.entries.map {
              ConvertedSymbol(item: "\(source.text), line \($0.line)", annotation: $0.entry)
            }))
      } catch { try notes.reject(error) }
    }
    return pages
  }
}
