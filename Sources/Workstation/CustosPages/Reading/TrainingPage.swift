public import CustosArchitectures
public import CustosDataSet
public import CustosImage
import CustosModelFile
public import CustosNotation
import CustosPlatform

/// A page as a page network sees it: its brightness at the network's scale, and the symbols to find.
public struct TrainingPage: Sendable {
  /// A symbol in pixels of the scaled page.
  public struct Symbol: Equatable, Sendable {
    /// Its box.
    public var box: Box
    /// Its class among those of the vocabulary.
    public let place: PageVocabulary.Place
    /// Its staff position among those of the vocabulary; nil where it is not certain.
    public let position: Int?

    /// Describes a symbol.
    public init(box: Box, place: PageVocabulary.Place, position: Int?) {
      self.box = box
      self.place = place
      self.position = position
    }
  }

  /// File name of the page's image.
  public let name: String
  /// The brightness; a staff space has the network's pixels.
  public let image: GrayImage
  /// The symbols in the order of the annotations.
  public let symbols: [Symbol]
  /// CRC-32 of image and annotation file.
  public let checksum: UInt32

  /// Describes a page.
  public init(name: String, image: GrayImage, symbols: [Symbol], checksum: UInt32) {
    self.name = name
    self.image = image
    self.symbols = symbols
    self.checksum = checksum
  }

  /// Reads a page and scales it.
  ///
  /// - Parameters:
  ///   - staffSpace: distance of staff lines in pixels that the network is trained with.
  ///   - given: distance of the page's own staff lines in pixels; nil to measure it.
  /// - Throws: `DataError` for a page or a line of its annotations that cannot be read, and for a page
  ///   without staves whose staff space is to be measured.
  public init(
    _ source: CompletePage, vocabulary: PageVocabulary, staffSpace: Double, given: Double? = nil
  ) throws(DataError) {
    let scaled = try ScaledPage(
      source.picture().gray, of: source.image, to: staffSpace, given: given)
    name = source.name
    image = scaled.image
    checksum = try source.checksum()
    var symbols: [Symbol] = []
    for annotation in try source.annotations(onPageOf: scaled.pageWidth, scaled.pageHeight) {
      guard let place = vocabulary.place(of: annotation.className) else { continue }
      symbols.append(
        Symbol(
          box: scaled.box(annotation.box), place: place,
          position: vocabulary.channel(of: annotation.place)))
    }
    self.symbols = symbols
  }

  /// Reads a page without annotations and scales it.
  ///
  /// - Throws: as above.
  public init(image path: String, staffSpace: Double) throws(DataError) {
    let scaled = try ScaledPage(PageImages.picture(of: path).gray, of: path, to: staffSpace)
    self.init(
      name: Path.lastComponent(path), image: scaled.image, symbols: [], checksum: 0)
  }
}

extension PageVocabulary {
  /// The channel of a place on the staff; nil where there is nothing to learn from it.
  public func channel(of place: CompleteAnnotation.Place) -> Int? {
    switch place {
    case .position(let position): positions.firstIndex(of: position.name)
    case .outside: positions.firstIndex(of: PageForm.outside)
    case .none: positions.firstIndex(of: PageForm.none)
    case .unknown: nil
    }
  }
}
