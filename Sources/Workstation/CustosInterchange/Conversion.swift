public import CustosDataSet
import CustosImage
import CustosNotation
import CustosPages
public import CustosPlatform
import CustosSupport

/// Converts annotations of pages from one format to another.
public struct Conversion: Sendable {
  /// What a conversion has done.
  public struct Report: Sendable {
    /// Number of pages that were written.
    public internal(set) var pageCount = 0
    /// Number of symbols that were written.
    public internal(set) var symbolCount = 0
    /// Sentences on what the format cannot hold and what was left behind.
    public internal(set) var notes: [String] = []
    /// Bad input that was left out.
    public internal(set) var skipped: [DataError] = []
  }

  /// The format of the input.
  public var source = AnnotationFormat.lines
  /// The format of the output.
  public var target = AnnotationFormat.lines
  /// Folder of the pictures; nil where they lie beside the annotations or are not needed.
  public var pictures: String?
  /// Where foreign files keep staff positions; nil for the formats' own ways.
  public var positions: PositionStorage?
  /// Whether symbols that may have a staff position, but none in the input, get the place `?`.
  public var marksUnknownPositions = false
  /// Whether the corners of Pascal VOC are edges of pixels counted from 0.
  public var countsFromZero = false
  /// Other names for classes.
  public var classMap: ClassMap?
  /// What becomes of classes that the map does not name.
  public var unmapped = UnmappedClasses.refuse
  /// Whether bad input is left out and reported instead of ending the conversion.
  public var skipsBad = false
  /// How much may be left out.
  public var badLimit = BadInputLimit.none

  /// A conversion of annotation lines to themselves.
  public init() {}

  /// Reads `input` and writes `output`, which appears whole or not at all: for COCO a file, else a
  /// folder.
  ///
  /// - Parameters:
  ///   - replacing: whether an existing output of the same files may be replaced.
  ///   - start: called once with the number of pictures whose size is to be read.
  ///   - progress: called after each of them.
  /// - Throws: `DataError`: the first bad input unless bad input is skipped, or a failure of the system.
  public func run(
    input: String, output: String, replacing: Bool, pool: ThreadPool,
    start: (_ pictureCount: Int) -> Void = { _ in }, progress: () -> Void = {}
  ) throws(DataError) -> Report {
    if target == .coco, !replacing, FileSystem.kind(of: output) != .missing {
      throw .platform(.exists(path: output))
    }
    var notes = ConversionNotes(skipsBad: skipsBad)
    var pages = try read(input, notes: &notes)
    try PageSizes(pictures: pictures).measure(
      &pages, pool: pool, notes: &notes, start: start, progress: progress)
    pages = try placed(pages, notes: &notes)
    if let classMap {
      pages = try ClassRenaming(map: classMap, unmapped: unmapped).apply(to: pages, notes: &notes)
    }
    judgePositions(of: &pages, notes: &notes)
    guard !pages.isEmpty else {
      guard !notes.skipped.isEmpty else { throw .nothingFound(folder: input, wanted: "pages") }
      throw .nothingLeft(
        place: input, wanted: "page that could be converted", skipped: notes.skipped)
    }
    let symbolCount = try write(
      pages, from: input, to: output, replacing: replacing, notes: &notes)
    return Report(
      pageCount: pages.count, symbolCount: symbolCount, notes: notes.all(target: target),
      skipped: notes.skipped)
  }

  private func read(
    _ input: String, notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedPage] {
    let positions = positions ?? source.positions
    switch source {
    case .lines:
      return try LinesReader.pages(
        of: input, picturesElsewhere: pictures != nil, notes: &notes)
    case .coco: return try COCOReader.pages(of: input, positions: positions, notes: &notes)
    case .voc:
      return try VOCReader.pages(
        of: input, positions: positions, fromZero: countsFromZero, notes: &notes)
    case .yolo:
      return try YOLOReader.pages(
        of: input, positions: positions, picturesElsewhere: pictures != nil, notes: &notes)
    case .mung: return try MuNGReader.pages(of: input, positions: positions, notes: &notes)
    }
  }

  /// Pages of different names with a size where one is needed, boxes in pixels and on the page.
  private func placed(
    _ pages: [ConvertedPage], notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedPage] {
    var placed: [ConvertedPage] = []
    var sourceOfName: [ExactName: String] = [:]
    for var page in pages {
      do throws(DataError) {
        if let first = sourceOfName[ExactName(page.name)] {
          throw .annotation(
            item: page.source,
            "its page \(MessageText.quoted(page.name)) is that of \(first), too; rename one.")
        }
        if page.isRelative || target.needsPageSizes { _ = try Self.size(of: page) }
      } catch {
        try notes.reject(error)
        continue
      }
      sourceOfName[ExactName(page.name)] = page.source
      let symbols = page.symbols
      page.symbols = []
      for symbol in symbols {
        do throws(DataError) {
          page.symbols.append(try place(symbol, on: page))
        } catch { try notes.reject(error) }
      }
      placed.append(page)
    }
    return placed
  }

  /// A symbol in pixels of its page.
  ///
  /// - Throws: `DataError` where nothing of its box is on the page.
  private func place(
    _ symbol: ConvertedSymbol, on page: ConvertedPage
  ) throws(DataError) -> ConvertedSymbol {
    var symbol = symbol
    try ConvertedSymbol.check(symbol.annotation.box, item: symbol.item)
    guard let size = page.size else {
      guard symbol.annotation.box.x2 > 0, symbol.annotation.box.y2 > 0 else {
        throw .annotation(
          item: symbol.item, "the box lies outside the page, left of it or above it; correct it.")
      }
      try ConvertedSymbol.checkExtent(of: symbol)
      return symbol
    }
    if page.isRelative { symbol.annotation.box = size.scale(symbol.annotation.box) }
    try ConvertedSymbol.checkExtent(of: symbol)
    guard size.meets(symbol.annotation.box) else {
      throw .image(
        .boxOutsidePage(symbol.annotation.box, pageWidth: size.width, pageHeight: size.height),
        item: symbol.item)
    }
    return symbol
  }

  /// The size of a page that must have one.
  ///
  /// - Throws: `DataError.annotation`.
  static func size(of page: ConvertedPage) throws(DataError) -> PageSize {
    guard let size = page.size else {
      throw .annotation(
        item: page.source,
        "the size of its page \(MessageText.quoted(page.name)) is not known; name the folder with "
          + "the pictures with --pages.")
    }
    return size
  }

  /// Says which positions are left out or missing, and marks the missing ones where asked.
  private func judgePositions(of pages: inout [ConvertedPage], notes: inout ConversionNotes) {
    var missing = 0
    var present = 0
    for page in pages.indices {
      for index in pages[page].symbols.indices {
        let annotation = pages[page].symbols[index].annotation
        guard annotation.place == .none else {
          present += 1
          continue
        }
        guard SymbolClass.hasStaffPosition(annotation.className) else { continue }
        missing += 1
        if marksUnknownPositions { pages[page].symbols[index].annotation.place = .unknown }
      }
    }
    if target != .lines, positions == PositionStorage.none, present > 0 {
      notes.say("Staff positions left out as --positions none says: \(present).")
    }
    if target == .lines, source != .lines, missing > 0, present == 0 {
      notes.say(
        "The input gives no staff positions, which "
          + "\(missing == 1 ? "1 symbol" : "\(missing) symbols") of its classes may have: "
          + (marksUnknownPositions
            ? "marked with ?." : "left empty; --mark-unknown-positions marks them with ?."))
    }
  }

  /// Writes the output and gives the number of symbols in it.
  private func write(
    _ pages: [ConvertedPage], from input: String, to output: String, replacing: Bool,
    notes: inout ConversionNotes
  ) throws(DataError) -> Int {
    let positions = positions ?? target.positions
    let before = notes.skipped.count
    var text = ""
    var files: [ConvertedFile] = []
    switch target {
    case .coco: text = try COCOWriter.text(of: pages, positions: positions, notes: &notes)
    case .lines: files = try LinesWriter.files(of: pages, notes: &notes)
    case .voc:
      files = try VOCWriter.files(
        of: pages, positions: positions, fromZero: countsFromZero, notes: &notes)
    case .yolo: files = try YOLOWriter.files(of: pages, positions: positions, notes: &notes)
    case .mung: files = try MuNGWriter.files(of: pages, positions: positions, notes: &notes)
    }
    let count = pages.reduce(0) { $0 + $1.symbols.count } - (notes.skipped.count - before)
    try badLimit.check(notes.skipped.map(\.message), goodCount: count, in: input)
    guard target == .coco else {
      try ConvertedFile.write(files, to: output, replacing: replacing)
      return count
    }
    do throws(PlatformError) {
      try FileSystem.write(text, to: output, replacing: replacing)
    } catch { throw .platform(error) }
    return count
  }
}
