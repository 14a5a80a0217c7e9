import CustosImage
import CustosTestRandom
import CustosTestSupport
import Testing

@Suite("EXIF orientation")
struct OrientationTests {
  /// A picture of 3 x 2 different pixels.
  private static let stored = PixelBuffer(
    width: 3, height: 2, pixels: (0..<6).flatMap { [UInt8]([$0 * 40, $0 * 30, $0 * 20]) })

  /// Rows of the upright picture by the numbers of the stored pixels (TIFF 6.0, Orientation):
  /// 0 1 2
  /// 3 4 5
  private static let upright: [Int: [[Int]]] = [
    1: [[0, 1, 2], [3, 4, 5]],
    2: [[2, 1, 0], [5, 4, 3]],
    3: [[5, 4, 3], [2, 1, 0]],
    4: [[3, 4, 5], [0, 1, 2]],
    5: [[0, 3], [1, 4], [2, 5]],
    6: [[3, 0], [4, 1], [5, 2]],
    7: [[5, 2], [4, 1], [3, 0]],
    8: [[2, 5], [1, 4], [0, 3]],
  ]

  @Test("all eight turn as TIFF says", arguments: 1...8)
  func turns(mark: Int) throws {
    let rows = try #require(Self.upright[mark])
    let orientation = try #require(Orientation(rawValue: mark))
    let turned = Self.stored.upright(orientation)
    #expect(turned.width == rows[0].count && turned.height == rows.count)
    #expect(turned.pixels == rows.joined().flatMap { Self.stored.pixels[$0 * 3..<$0 * 3 + 3] })
  }

  @Test("marks of JPEG and PNG are followed, or not, in both orders of bytes", arguments: 1...8)
  func marks(mark: Int) throws {
    let image = JPEGVariants.page(width: 40, height: 24)
    let orientation = try #require(Orientation(rawValue: mark))
    for isBigEndian in [false, true] {
      let exif = ExifSample.tiff(orientation: mark, isBigEndian: isBigEndian)
      let jpeg = ExifSample.marked(JPEGVariants.file(image, JPEGVariants.sample()), exif)
      let png = ExifSample.marked(png: try image.encoded(as: .png), exif)
      for file in [jpeg, png] {
        let stored = try PixelBuffer(decoding: file, rotation: .ignored)
        #expect(stored.width == 40 && stored.height == 24)
        #expect(try PixelBuffer(decoding: file) == stored.upright(orientation))
      }
    }
  }

  @Test("a mark that makes no sense leaves the picture as it is")
  func nonsense() throws {
    let file = JPEGVariants.file(JPEGVariants.page(width: 40, height: 24), JPEGVariants.sample())
    let plain = try PixelBuffer(decoding: file)
    for value in [0, 9, 65535] {
      let exif = ExifSample.tiff(orientation: value, isBigEndian: false)
      #expect(try PixelBuffer(decoding: ExifSample.marked(file, exif)) == plain)
    }
  }

  @Test("damaged marks neither crash nor change anything but the turn")
  func fuzz() throws {
    let image = JPEGVariants.page(width: 24, height: 16)
    let file = JPEGVariants.file(image, JPEGVariants.sample())
    let plain = try PixelBuffer(decoding: file)
    let turned = (1...8).compactMap { Orientation(rawValue: $0) }.map { plain.upright($0) }
    for seed in 0..<2000 {
      var random = SeededRandom(seed: UInt64(seed))
      var exif = ExifSample.tiff(orientation: 6, isBigEndian: random.integer(0...1) == 1)
      for _ in 0..<random.integer(1...4) {
        exif[random.integer(0...(exif.count - 1))] = UInt8(truncatingIfNeeded: random.next())
      }
      exif.removeLast(random.integer(0...3) == 0 ? random.integer(0...exif.count) : 0)
      #expect(turned.contains(try PixelBuffer(decoding: ExifSample.marked(file, exif))))
    }
  }
}
