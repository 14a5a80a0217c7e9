import CustosImage
import CustosPlatform
import CustosTestData
import CustosTestRandom
import CustosTestSupport
import Testing

@testable import CustosDataSet

/// Pictures and pages that were saved twice.
@Suite struct LikenessTests {
  /// A picture of large blocks, 40 x 80 pixels, and the same drawn darker or at another size.
  private func picture(_ seed: UInt64, scale: Int = 1, darker: Int = 1) -> PixelBuffer {
    var random = SeededRandom(seed: seed)
    let blocks = random.bytes(5 * 10)
    var image = PixelBuffer(width: 40 * scale, height: 80 * scale)
    for y in 0..<80 * scale {
      for x in 0..<40 * scale {
        let value = blocks[y / (8 * scale) * 5 + x / (8 * scale)] / UInt8(darker)
        for channel in 0..<3 { image.pixels[(y * 40 * scale + x) * 3 + channel] = value }
      }
    }
    return image
  }

  private func isAlike(_ one: PixelBuffer, _ other: PixelBuffer) -> Bool {
    Likeness(GrayImage(one)).isAlike(Likeness(GrayImage(other)))
  }

  @Test func savedScaledAndDarkenedPicturesAreKnownAgain() throws {
    for seed in 0..<20 as Range<UInt64> {
      let image = picture(seed)
      let saved = try PixelBuffer(decoding: image.encoded(as: .jpeg))
      #expect(isAlike(image, image) && isAlike(image, saved))
      #expect(isAlike(image, picture(seed, scale: 3)) && isAlike(image, picture(seed, darker: 2)))
      #expect(!isAlike(image, picture(seed + 100)))
      var negative = image
      for index in negative.pixels.indices { negative.pixels[index] = 255 - image.pixels[index] }
      #expect(!isAlike(image, negative))
    }
  }

  @Test func blankPicturesAreNotAlike() {
    let blank = PixelBuffer(width: 40, height: 80)
    #expect(!isAlike(blank, blank) && !isAlike(blank, picture(1)))
  }

  /// Finds the twins among page a of the training set and page b of the test set.
  private func twins(shared: Int, different: Int) throws -> [AuditFinding] {
    let tiny = try TinyDataSet()
    for number in 1...(shared + different) {
      let image = picture(UInt64(number))
      try image.write(to: tiny.folder.file("training/L1/a.png-\(number).png"), replacing: false)
      let other = number > shared ? picture(UInt64(number + 500)) : image
      try other.write(to: tiny.folder.file("test/L1/b.jpg-\(number).jpg"), replacing: false)
    }
    let pool = try ThreadPool(threadCount: 2)
    return try DataAudit(folder: tiny.folder.path, width: 40, height: 80, pool: pool)
      .findings.filter { $0.kind == .twinPage }
  }

  @Test func pagesSavedTwiceAreFoundByTheirPatches() throws {
    let found = try twins(shared: 10, different: 1)
    #expect(found.map(\.files) == [["a.png", "b.jpg"]])
    #expect(
      found[0].message.hasPrefix("a.png in training and b.jpg in test are one page saved twice"))
    #expect(!found[0].kind.isError)
    #expect(try twins(shared: 8, different: 2).isEmpty)
    #expect(try twins(shared: 4, different: 0).isEmpty)
  }

  @Test func numbersOfPatches() {
    #expect(PageName.number(of: "a.JPG-12.png") == 12)
    #expect(PageName.number(of: "e\u{301}-1-007.jpeg") == 7)
    #expect(PageName.number(of: "a.png") == nil && PageName.number(of: "a-x.png") == nil)
  }
}
