import CustosCamera
import CustosReading

/// What was read in one picture of a camera.
struct FrameReading {
  /// The picture.
  let frame: Frame
  /// What was read; without the boxes that lie outside the picture.
  let page: PageReading
  /// Boxes that lie outside the picture, such as those of a detector that saw another size.
  let outsideCount: Int

  /// Sorts out what lies outside.
  init(frame: Frame, page: PageReading) {
    self.frame = frame
    let inside = page.symbols.filter { !$0.isOutside }
    outsideCount = page.symbols.count - inside.count
    var page = page
    page.symbols = inside
    self.page = page
  }

  /// The symbols.
  var symbols: [SymbolReading] { page.symbols }
}
