import CCustosFloatKernels
import CustosArchitectures
import CustosImage
package import CustosNetwork
package import CustosPages
import CustosPlatform
import CustosSupport

/// Crops of pages with what a page network should say of them.
package struct PageCrops: Sendable {
  /// The pages.
  package let pages: [TrainingPage]
  /// Rows and columns of a crop, a multiple of `PageArchitecture.stride`.
  package let side: Int
  /// Distance of staff lines of the pages in pixels.
  package let staffSpace: Double
  /// Groups of symbols.
  package let groupCount: Int
  private let choice: CropChoice

  /// Takes the pages.
  ///
  /// - Parameter choice: which pages and places are drawn how often; nil for all pages alike.
  package init(
    pages: [TrainingPage], side: Int, staffSpace: Double, groupCount: Int, choice: CropChoice? = nil
  ) {
    self.pages = pages
    self.side = side
    self.staffSpace = staffSpace
    self.groupCount = groupCount
    self.choice = choice ?? CropChoice(pages)
  }

  /// CRC-32 of the pages' checksums.
  package var checksum: UInt32 {
    CRC32.checksum(
      pages.flatMap { page in (0..<4).map { UInt8(truncatingIfNeeded: page.checksum >> ($0 * 8)) } }
    )
  }

  /// Page around a crop that a turned or tilted one may show, in pixels.
  private var margin: Int { side / 8 }
  /// Rows and columns of a crop with that.
  var roomSide: Int { side + 2 * margin }
  /// How far a crop may reach beyond the page's edge, in pixels.
  private static let overhang = 24

  /// Draws a crop somewhere on a page, or so that its middle part holds the middle of a box.
  func view(
    of page: TrainingPage, around box: Box?, shot: CameraShot, using random: inout SeededGenerator
  ) -> CropView {
    func start(_ length: Int, _ ends: (low: Double, high: Double)?) -> Int {
      let count = max(1, length - side + 2 * Self.overhang)
      guard let ends else { return random.index(below: count) - Self.overhang }
      let place = Int((ends.low + ends.high) / 2) - margin - random.index(below: side - 2 * margin)
      return min(max(place, -Self.overhang), count - 1 - Self.overhang)
    }
    return CropView(
      side: side, margin: margin,
      left: start(page.image.width, box.map { ($0.x1, $0.x2) }),
      top: start(page.image.height, box.map { ($0.y1, $0.y2) }),
      mapping: shot.homography(height: roomSide, width: roomSide))
  }

  /// Fills a place of a batch with a crop as it is, whose left upper corner lies at a place of the page, or
  /// outside of it.
  package func fill(_ batch: CropBatch, place: Int, page: TrainingPage, left: Int, top: Int) {
    let view = CropView(side: side, margin: 0, left: left, top: top, mapping: nil)
    let bytes = view.room(of: page.image)
    batch.images.withUnsafeMutableBufferPointer { images in
      guard let base = images.baseAddress else { return }
      custos_f32_from_u8(bytes, bytes.count, base + place * bytes.count)
    }
    setTargets(batch, place: place, page: page, view)
  }

  /// Draws a page, a place and changes, and fills a place of a batch with the crop.
  ///
  /// - Throws: `ImageError` when there is no memory for the JPEG codec.
  func fill(
    _ batch: CropBatch, place: Int, augmentation: BatchLoader.Augmentation,
    using random: inout SeededGenerator, _ darkroom: Darkroom
  ) throws(ImageError) {
    let (page, symbol) = choice.draw(of: pages, using: &random)
    let shot = augmentation.photo.shot(zoom: augmentation.zoom, using: &random)
    let view = view(of: page, around: symbol?.box, shot: shot, using: &random)
    let room = view.room(of: page.image)
    var values = [Float](repeating: 0, count: room.count)
    var span = values.mutableSpan
    try shot.take(room.span, into: &span, with: darkroom)
    copyCentre(of: values, view, into: batch, place: place)
    setTargets(batch, place: place, page: page, view)
  }

  private func copyCentre(of room: [Float], _ view: CropView, into batch: CropBatch, place: Int) {
    let row = side * 3
    for y in 0..<side {
      let source = ((y + view.margin) * view.roomSide + view.margin) * 3
      let target = (place * side + y) * row
      for index in 0..<row { batch.images[target + index] = room[source + index] }
    }
  }

  private func setTargets(
    _ batch: CropBatch, place: Int, page: TrainingPage, _ view: CropView
  ) {
    var targets = CropTargets(
      cells: side / PageArchitecture.stride, groupCount: groupCount, staffSpace: staffSpace)
    for symbol in page.symbols {
      targets.add(symbol, box: view.box(symbol.box), image: place)
    }
    batch.append(targets)
  }

  /// Symbols that an unchanged crop shows on average, were crops spread evenly over the pages.
  package var expectedCount: Float {
    let symbols = pages.reduce(0) { $0 + $1.symbols.count }
    let pixels = pages.reduce(0) { $0 + $1.image.width * $1.image.height }
    return max(1, Float(Double(symbols) * Double(side * side) / Double(max(1, pixels))))
  }
}

/// Crops ready for the network.
package final class CropBatch: @unchecked Sendable {
  /// `[batch size, side, side, 3]`, 0...255; the first `count` crops count.
  package fileprivate(set) var images: [Float]
  /// What the network should say of them.
  package private(set) var targets = PageTargets(heat: [], centres: [])
  /// Crops that are there.
  package private(set) var count = 0

  /// Makes room for `size` crops of `side` x `side` pixels.
  package init(size: Int, side: Int) {
    images = [Float](repeating: 0, count: size * side * side * 3)
  }

  /// Forgets the crops; the room stays.
  package func removeAll() {
    targets.heat.removeAll(keepingCapacity: true)
    targets.centres.removeAll(keepingCapacity: true)
    count = 0
  }

  fileprivate func append(_ crop: CropTargets) {
    targets.heat += crop.heat
    targets.centres += crop.centres
    count += 1
  }
}
