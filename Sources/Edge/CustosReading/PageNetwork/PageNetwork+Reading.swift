public import CustosDetection
import CustosEngine
public import CustosImage
import CustosModelFile
import CustosNotation

extension PageNetwork {
  /// Finds and reads the symbols of a page, staff by staff from top to bottom, each from left to right; row
  /// by row where no staves are found.
  ///
  /// - Parameters:
  ///   - scale: the page's, measured or known.
  ///   - usesNeighbours: whether positions of unsure symbols are corrected by the sure ones beside them.
  /// - Throws: `ReadingError.mismatch` for a page too large, `.engine`.
  public func read(
    _ page: GrayImage, scale: StaffScale, usesNeighbours: Bool = false
  ) throws(ReadingError) -> [PageSymbol] {
    guard
      let size = PageScale(
        pageWidth: page.width, pageHeight: page.height, staffSpace: scale.staffSpace, form: form)
    else {
      throw .mismatch(
        .pageTooLarge(
          width: page.width, height: page.height, staffSpace: scale.staffSpace))
    }
    var symbols: [PageSymbol] = []
    do throws(EngineError) { symbols = try self.symbols(of: page, scale: size) } catch {
      throw .engine(error)
    }
    let staves = Staves.find(in: page, scale: scale)
    let ordered = symbols.ordered(by: staves)
    guard usesNeighbours else { return ordered }
    return ordered.correctedByNeighbours(labels: LabelSet(form.labels), staves: staves)
  }

  /// Eight staff spaces at the network's scale: what a person sees of a symbol and its staff.
  func view(staffSpace: Double) -> PatchWindow {
    let side = Int((8 * form.staffSpace).rounded())
    return PatchWindow(
      Preprocessing(
        cropWidth: side, cropHeight: side, networkWidth: side, networkHeight: side,
        staffSpace: form.staffSpace), scale: staffSpace / form.staffSpace)
  }
}

extension [PageSymbol] {
  /// Gives every symbol its staff and sorts by staff, then by left edge; equal ones, and all without
  /// staves, stay in their order.
  public func ordered(by staves: Staves) -> [PageSymbol] {
    guard staves.count > 0 else { return self }
    var placed: [(symbol: PageSymbol, staff: Int, index: Int)] = []
    for (index, symbol) in enumerated() {
      var symbol = symbol
      symbol.staff = staves.nearest(to: symbol.box)
      placed.append((symbol, symbol.staff ?? 0, index))
    }
    placed.sort {
      if $0.staff != $1.staff { return $0.staff < $1.staff }
      let (left, other) = ($0.symbol.box.x1, $1.symbol.box.x1)
      return left != other ? left < other : $0.index < $1.index
    }
    return placed.map { $0.symbol }
  }
}

extension SymbolReading {
  /// A symbol that a page network has read; its position is kept where its class has one and the network
  /// says so.
  init(_ symbol: PageSymbol, labels: LabelSet, threshold: Double?) {
    let prediction = Prediction(
      logits: symbol.positionLogits, probabilities: symbol.positionProbabilities,
      preprocessMicroseconds: 0, inferenceMicroseconds: 0)
    let isRead =
      labels.reads(className: symbol.className)
      && labels.labels[prediction.label] != PageForm.none
    self.init(
      detection: Detection(box: symbol.box, className: symbol.className),
      outcome: isRead ? .read(prediction) : .notRead,
      isUnknown: isRead ? threshold.map { Double(prediction.bestProbability) < $0 } : nil,
      steady: nil, presence: symbol.probability, staff: symbol.staff)
  }
}
