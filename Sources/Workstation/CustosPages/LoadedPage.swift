import CustosDataSet
import CustosImage
import CustosNotation
import CustosPlatform

/// A decoded page with the places of its patches.
struct LoadedPage: Sendable {
  /// A symbol whose patch is to be cut out.
  struct Symbol: Sendable {
    /// 1-based line of the annotation file.
    let line: Int
    /// Name of the folder that the patch goes to.
    let group: String
    let geometry: PatchGeometry
  }

  let source: AnnotatedPage
  let image: PixelBuffer
  let symbols: [Symbol]
  /// What is wrong with single lines, in the order of the lines.
  let errors: [DataError]
  /// What is odd about the annotations but not wrong, as a sentence.
  let warning: String?

  init(_ source: AnnotatedPage, extraction: PatchExtraction) throws(DataError) {
    self.source = source
    // Grouped by class, symbols need no staff position.
    let parsed = try source.readAnnotations(
      needingPosition: extraction.grouping == .staffPosition)
    let image = try source.readImage()
    var symbols: [Symbol] = []
    func isIgnored(_ className: String) -> Bool {
      extraction.ignoresClassesWithoutPosition && !SymbolClass.hasStaffPosition(className)
    }
    var errors: [(line: Int, error: DataError)] = []
    for error in parsed.errors {
      // Where a class is ignored its position may as well be left empty.
      if case .missingPosition(let className) = error.reason, isIgnored(className) { continue }
      errors.append((error.line, .notation(error, file: source.annotations)))
    }
    let repeated = RepeatedBoxes(parsed.entries)
    let contradictory = repeated.contradictoryLines
    errors += repeated.errors(in: source.annotations)
    warning = repeated.warning(in: source.annotations)
    for numbered in parsed.entries where !contradictory.contains(numbered.line) {
      let annotation = numbered.entry
      if isIgnored(annotation.className) { continue }
      do throws(DataError) {
        let geometry = try Self.geometry(
          of: annotation.box, line: numbered.line, file: source.annotations, page: image,
          extraction: extraction)
        let group = try Self.group(
          of: annotation, line: numbered.line, file: source.annotations,
          grouping: extraction.grouping)
        symbols.append(Symbol(line: numbered.line, group: group, geometry: geometry))
      } catch {
        errors.append((numbered.line, error))
      }
    }
    self.image = image
    self.symbols = symbols
    self.errors = errors.sorted { $0.line < $1.line }.map(\.error)
  }

  private static func geometry(
    of box: Box, line: Int, file: String, page: PixelBuffer, extraction: PatchExtraction
  ) throws(DataError) -> PatchGeometry {
    do throws(ImageError) {
      // A box that is nowhere on the page is a mistake even if its crop would reach the page.
      guard box.isOn(width: page.width, height: page.height)
      else {
        throw .boxOutsidePage(box, pageWidth: page.width, pageHeight: page.height)
      }
      return try PatchGeometry(
        box: box, pageWidth: page.width, pageHeight: page.height, width: extraction.width,
        height: extraction.height, padding: extraction.addsPadding)
    } catch {
      throw .image(error, item: "\(file), line \(line)")
    }
  }

  private static func group(
    of annotation: LabelledBox, line: Int, file: String, grouping: PatchExtraction.Grouping
  ) throws(DataError) -> String {
    switch grouping {
    case .staffPosition: return annotation.label ?? ""
    case .className:
      let name = annotation.className
      guard isFolderName(name) else {
        throw .classNameUnusable(name: name, file: file, line: line)
      }
      return name
    }
  }

  /// Whether a label can be the name of a folder of patches.
  static func isFolderName(_ name: String) -> Bool {
    !name.isEmpty && !name.contains("/")
      && !name.unicodeScalars.contains(where: MessageText.isControl)
      && !name.hasPrefix(".") && name.utf8.count < 200
  }
}
