import CustosImage
import CustosTestRandom
import Testing

@Suite struct PatchTests {
  /// A page on which every pixel is different: red and green hold the column, blue the row.
  private func page(width: Int, height: Int) -> PixelBuffer {
    var page = PixelBuffer(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        page.pixels[(y * width + x) * 3] = UInt8(x % 256)
        page.pixels[(y * width + x) * 3 + 1] = UInt8(x / 256)
        page.pixels[(y * width + x) * 3 + 2] = UInt8(y % 256)
      }
    }
    return page
  }

  private func pixels(of page: PixelBuffer, rows: [Int], columns: [Int]) -> [UInt8] {
    rows.flatMap { row in
      columns.flatMap { column in
        (0..<3).map { page.pixels[(row * page.width + column) * 3 + $0] }
      }
    }
  }

  private func randomBox(
    _ random: inout SeededRandom, pageWidth: Int, pageHeight: Int
  ) -> Box {
    // Whole, half and arbitrary coordinates; some boxes hang over the border.
    let grids: [Double] = [1, 2, 10, 1024]
    let grid = grids[Int.random(in: 0..<4, using: &random)]
    let x = Double.random(in: -8...Double(pageWidth + 8), using: &random)
    let y = Double.random(in: -8...Double(pageHeight + 8), using: &random)
    let width = Double.random(in: 1...60, using: &random)
    let height = Double.random(in: 1...60, using: &random)
    func snapped(_ value: Double) -> Double { (value * grid).rounded() / grid }
    return Box(
      x1: snapped(x), y1: snapped(y), x2: snapped(x + width), y2: snapped(y + height))
  }

  @Test func patchesEqualTheOriginalsRule() throws {
    let seed: UInt64 = 20
    var random = SeededRandom(seed: seed)
    var exact = 0
    var completed = 0
    var outside = 0
    for round in 0..<1500 {
      let (pageWidth, pageHeight) = (
        Int.random(in: 1...90, using: &random), Int.random(in: 1...70, using: &random)
      )
      let (width, height) = (
        Int.random(in: 1...80, using: &random), Int.random(in: 1...100, using: &random)
      )
      let box = randomBox(&random, pageWidth: pageWidth, pageHeight: pageHeight)
      let padding = Bool.random(using: &random)
      let page = page(width: pageWidth, height: pageHeight)
      let comment = Comment("seed \(seed), round \(round), \(box), \(pageWidth) x \(pageHeight)")
      let columns = PatchReference(
        low1: box.x1, high1: box.x2, size: width, page: pageWidth, padding: padding)
      let rows = PatchReference(
        low1: box.y1, high1: box.y2, size: height, page: pageHeight, padding: padding)
      guard !columns.crop.isEmpty, !rows.crop.isEmpty else {
        outside += 1
        #expect(
          throws: ImageError.boxOutsidePage(box, pageWidth: pageWidth, pageHeight: pageHeight),
          comment
        ) { try page.patch(box: box, width: width, height: height, padding: padding) }
        continue
      }
      let patch = try page.patch(box: box, width: width, height: height, padding: padding)
      let missingX = padding ? width - columns.indices().count : 0
      let missingY = padding ? height - rows.indices().count : 0
      #expect((-1...1).contains(missingX) && (-1...1).contains(missingY), comment)
      if padding {
        #expect(patch.width == width && patch.height == height, comment)
        if missingX == 0 && missingY == 0 { exact += 1 } else { completed += 1 }
      }
      let isEqual =
        patch.pixels
        == pixels(
          of: page, rows: rows.indices(adding: missingY), columns: columns.indices(adding: missingX)
        )
      #expect(isEqual, comment)
    }
    // The draw really covers what the rule distinguishes.
    #expect(exact > 200 && completed > 100 && outside > 20, "\(exact), \(completed), \(outside)")
  }

  @Test func aWholeCropInsideThePageIsAPlainCut() throws {
    let page = page(width: 300, height: 200)
    let patch = try page.patch(
      box: Box(x1: 140, y1: 90, x2: 160, y2: 110), width: 100, height: 80, padding: false)
    #expect(patch.pixels == pixels(of: page, rows: Array(60..<140), columns: Array(100..<200)))
  }

  @Test func reflectionsRepeat() throws {
    let page = PixelBuffer(width: 2, height: 1, pixels: [1, 1, 1, 2, 2, 2])
    let patch = try page.patch(
      box: Box(x1: 0.5, y1: 0, x2: 1.5, y2: 1), width: 12, height: 1, padding: true)
    let shown = stride(from: 0, to: 36, by: 3).map { patch.pixels[$0] }
    #expect(shown == [1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2])
  }

  @Test func centresWithinRoundingOfAPixelEdgeStayExact() throws {
    // 1 - ulp + 10 rounds up to 11: the original gives eleven columns.
    let center = 6.0.nextDown
    let box = Box(x1: center, y1: 4, x2: center, y2: 6)
    let page = page(width: 30, height: 10)
    let padded = try page.patch(box: box, width: 10, height: 10, padding: true)
    #expect(padded.width == 10 && padded.height == 10)
    #expect(try page.patch(box: box, width: 10, height: 10, padding: false).width == 11)
  }

  @Test(arguments: [
    Double.nan, .infinity, -.infinity, 1e300, -1e300, Double.greatestFiniteMagnitude,
  ])
  func absurdBoxesAreErrors(value: Double) {
    let page = PixelBuffer(width: 20, height: 20)
    #expect(throws: ImageError.self) {
      try page.patch(
        box: Box(x1: value, y1: 1, x2: value, y2: 3), width: 8, height: 8, padding: true)
    }
    #expect(throws: ImageError.self) {
      try page.patch(
        box: Box(x1: 1, y1: value, x2: 3, y2: value), width: 8, height: 8, padding: false)
    }
  }
}
