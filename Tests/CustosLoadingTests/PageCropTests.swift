import CustosArchitectures
import CustosImage
import CustosNetwork
import CustosPages
import CustosTestRandom
import Testing

@testable import CustosLoading
@testable import CustosSupport

/// Crops of pages and what a page network should say of them.
@Suite struct PageCropTests {
  private static let side = 64
  /// A white page with one black square.
  private static let box = Box(x1: 60, y1: 52, x2: 68, y2: 58)
  private let crops: PageCrops

  init() {
    let (width, height) = (140, 120)
    var pixels = [UInt8](repeating: 255, count: width * height)
    for y in Int(Self.box.y1)..<Int(Self.box.y2) {
      for x in Int(Self.box.x1)..<Int(Self.box.x2) { pixels[y * width + x] = 0 }
    }
    let symbol = TrainingPage.Symbol(
      box: Self.box, place: .init(group: 1, classIndex: 2), position: 3)
    let page = TrainingPage(
      name: "drawn", image: GrayImage(width: width, height: height, pixels: pixels),
      symbols: [symbol], checksum: 1)
    crops = PageCrops(pages: [page], side: Self.side, staffSpace: 12, groupCount: 2)
  }

  /// Bounds of the dark pixels of a crop, as edges.
  private func darkBox(_ batch: CropBatch, place: Int) -> Box? {
    var (x1, y1, x2, y2) = (Double.infinity, Double.infinity, 0.0, 0.0)
    for y in 0..<Self.side {
      for x in 0..<Self.side where batch.images[((place * Self.side + y) * Self.side + x) * 3] < 128
      {
        (x1, y1) = (min(x1, Double(x)), min(y1, Double(y)))
        (x2, y2) = (max(x2, Double(x + 1)), max(y2, Double(y + 1)))
      }
    }
    return x2 > 0 ? Box(x1: x1, y1: y1, x2: x2, y2: y2) : nil
  }

  @Test func aPlainCropShowsThePage() throws {
    let batch = CropBatch(size: 1, side: Self.side)
    crops.fill(batch, place: 0, page: crops.pages[0], left: 30, top: 20)
    let dark = try #require(darkBox(batch, place: 0))
    #expect(dark == Box(x1: 30, y1: 32, x2: 38, y2: 38))
    let centre = try #require(batch.targets.centres.first)
    // The centre is at (34, 35): column 8.5 and row 8.75 in cells of 4 pixels.
    #expect(centre.cell == 8 * 16 + 8 && centre.box[0] == 0.5 && centre.box[1] == 0.75)
    #expect(abs(centre.box[2] - -0.405465) < 1e-5 && abs(centre.box[3] - -0.693147) < 1e-5)
    #expect(centre.group == 1 && centre.position == 3 && centre.classIndex == 2)
    let heat = batch.targets.heat
    #expect(heat[centre.cell * 2 + 1] == 1 && heat[centre.cell * 2] == 0)
    // One cell away: exp(-1 / (2 * 0.5^2)).
    #expect(abs(heat[(centre.cell + 1) * 2 + 1] - 0.135335) < 1e-5)
    #expect(heat.filter { $0 == 1 }.count == 1)
  }

  @Test func aSymbolOutsideIsNoTarget() {
    let batch = CropBatch(size: 1, side: Self.side)
    crops.fill(batch, place: 0, page: crops.pages[0], left: 65, top: 0)
    #expect(batch.targets.centres.isEmpty && batch.targets.heat.allSatisfy { $0 == 0 })
  }

  /// Boxes go the way of the pixels: where the square is seen, its box is told, within what a pixel's
  /// interpolation and the upright box around a turned one leave open.
  @Test func boxesFollowTheShot() throws {
    var photo = PhotoAugmentation()
    (photo.rotation, photo.perspective) = (8, 0.1)
    var seen = 0
    for place in 0..<60 {
      let batch = CropBatch(size: 1, side: Self.side)
      var random = SeededGenerator(seed: 5, stream: UInt64(place))
      let room = Darkroom(height: crops.roomSide, width: crops.roomSide)
      try crops.fill(
        batch, place: 0, augmentation: .init(zoom: 0.2, photo: photo, seed: 1, epoch: 1),
        using: &random, room)
      guard let dark = darkBox(batch, place: 0), dark.x1 > 1, dark.y1 > 1,
        dark.x2 < Double(Self.side - 1), dark.y2 < Double(Self.side - 1)
      else { continue }
      seen += 1
      let centre = try #require(batch.targets.centres.first)
      let x = (Double(centre.cell % 16) + Double(centre.box[0])) * 4
      let y = (Double(centre.cell / 16) + Double(centre.box[1])) * 4
      #expect(abs(x - (dark.x1 + dark.x2) / 2) < 1 && abs(y - (dark.y1 + dark.y2) / 2) < 1)
    }
    #expect(seen >= 10)
  }

  /// A crop around a symbol shows it, but where the page's edge is in the way.
  @Test func aCropAroundASymbolHoldsItsCentre() {
    var random = SeededGenerator(seed: 2)
    let page = crops.pages[0]
    for _ in 0..<200 {
      let view = crops.view(of: page, around: Self.box, shot: CameraShot(), using: &random)
      let box = view.box(Self.box)
      #expect((0..<Double(Self.side)).contains((box.x1 + box.x2) / 2))
      #expect((0..<Double(Self.side)).contains((box.y1 + box.y2) / 2))
    }
  }

  @Test func cropsDependOnSeedEpochAndPlaceAlone() throws {
    let plan = EpochPlan(number: 2, order: Array(0..<7), batchSize: 3)
    func all(_ plan: EpochPlan, seed: UInt64) throws -> [[Float]] {
      let loader = PageCropLoader(
        crops, plan, augmentation: .init(zoom: 0.1, photo: .photo(width: 60), seed: seed, epoch: 2))
      var batches: [[Float]] = []
      while let batch = try loader.next() {
        batches.append(Array(batch.images[..<(batch.count * Self.side * Self.side * 3)]))
      }
      return batches
    }
    let whole = try all(plan, seed: 1)
    #expect(whole.count == 3 && whole[2].count == whole[0].count / 3)
    #expect(try all(plan, seed: 1) == whole)
    let rest = EpochPlan(number: 2, order: Array(0..<7), batchSize: 3, firstBatch: 1)
    #expect(try all(rest, seed: 1) == Array(whole[1...]))
    #expect(try all(plan, seed: 2) != whole)
  }
}
