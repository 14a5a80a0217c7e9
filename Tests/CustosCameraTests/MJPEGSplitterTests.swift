import CustosCamera
import CustosImage
import CustosTestRandom
import Testing

@Suite("Cutting a stream into JPEG pictures")
struct MJPEGSplitterTests {
  /// Pictures of random content and size; the last one has a comment that holds an end mark.
  private func pictures(_ random: inout SeededRandom) throws -> [[UInt8]] {
    var pictures: [[UInt8]] = []
    for _ in 0..<3 {
      let width = random.integer(1...40)
      let height = random.integer(1...40)
      let pixels = PixelBuffer(
        width: width, height: height, pixels: random.bytes(width * height * 3))
      pictures.append(try pixels.encoded(as: .jpeg))
    }
    pictures[2].insert(contentsOf: [0xFF, 0xFE, 0, 6, 0xFF, 0xD9, 0xFF, 0xD8], at: 2)
    return pictures
  }

  @Test("the pictures come out whole, however the stream is cut up")
  func chunks() throws {
    for seed in 0..<40 {
      var random = SeededRandom(seed: UInt64(seed))
      let pictures = try pictures(&random)
      let stream = pictures.flatMap { [UInt8]([0x0D, 0x0A]) + $0 }
      var splitter = MJPEGSplitter()
      var got: [[UInt8]] = []
      var index = 0
      while index < stream.count {
        let end = min(stream.count, index + random.integer(1...(seed % 2 == 0 ? 5 : 3000)))
        got += splitter.take(stream[index..<end])
        index = end
      }
      #expect(got == pictures, "seed \(seed)")
      #expect(splitter.skippedByteCount == 6)
      #expect(splitter.abandonedCount == 0)
    }
  }

  @Test("a picture without an end mark ends where the next one begins, or the stream")
  func withoutEndMark() throws {
    var random = SeededRandom(seed: 5)
    let pictures = try pictures(&random)
    var splitter = MJPEGSplitter()
    let cut = pictures[0].dropLast(2)
    #expect(splitter.take(cut + pictures[1]) == [Array(cut), pictures[1]])
    #expect(splitter.take(cut) == [])
    #expect(splitter.finish() == Array(cut))
    #expect(splitter.finish() == nil)
    #expect(splitter.abandonedCount == 0)
  }

  @Test("a picture that breaks off before its data is given up")
  func brokenOff() throws {
    var random = SeededRandom(seed: 5)
    let pictures = try pictures(&random)
    var splitter = MJPEGSplitter()
    #expect(splitter.take(pictures[0][..<20] + pictures[1]) == [pictures[1]])
    #expect(splitter.abandonedCount == 1)
    #expect(splitter.take(pictures[0][..<20]) == [])
    #expect(splitter.finish() == nil)
    #expect(splitter.abandonedCount == 2)
  }

  @Test("marks that come twice, padding and bytes between segments are no damage")
  func harmless() throws {
    var random = SeededRandom(seed: 8)
    let picture = try pictures(&random)[0]
    let junk = Array(picture[..<20]) + [1, 2, 0xFF, 0x00, 3] + picture[20...]
    let padding = [UInt8](repeating: 0, count: 100)
    var splitter = MJPEGSplitter()
    #expect(splitter.take(([0xFF, 0xD8] + picture + [0xFF, 0xD9] + padding)[...]) == [picture])
    #expect(
      splitter.take((junk + [0xFF, 0xFF, 0xD8] + picture.dropFirst(2))[...]) == [junk, picture])
    #expect(splitter.abandonedCount == 0 && splitter.skippedByteCount == 0)
  }

  @Test("of a multi-picture file the first picture is given, as when it is read from a file")
  func multiPictureFile() throws {
    var random = SeededRandom(seed: 9)
    let plain = try pictures(&random)
    // The directory: the version, and that the file has two pictures.
    let index: [UInt8] = [
      0xFF, 0xE2, 0, 44, 0x4D, 0x50, 0x46, 0, 0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 2, 0,
      0x00, 0xB0, 7, 0, 4, 0, 0, 0, 0x30, 0x31, 0x30, 0x30,
      0x01, 0xB0, 4, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
    ]
    let first = [0xFF, 0xD8] + index + plain[0].dropFirst(2)
    var splitter = MJPEGSplitter()
    #expect(
      splitter.take((first + plain[1] + first + plain[1] + plain[2])[...]) == [
        first, first, plain[2],
      ])
    // A camera that writes the directory and no second picture.
    #expect(splitter.take((first + first)[...]) == [first, first])
    #expect(try PixelBuffer(decoding: first) == PixelBuffer(decoding: plain[0]))
  }

  @Test("a picture beyond the limit is given up and takes no memory")
  func limit() throws {
    var random = SeededRandom(seed: 6)
    let pictures = try pictures(&random)
    var splitter = MJPEGSplitter(limit: pictures[1].count)
    let endless: [UInt8] = [0xFF, 0xD8, 0xFF, 0xDA, 0, 2] + [UInt8](repeating: 7, count: 100_000)
    #expect(splitter.take(endless[...]) == [])
    #expect(splitter.take(pictures[1][...]) == [pictures[1]])
    #expect(splitter.abandonedCount == 1)
  }

  @Test("damaged streams of 20,000 kinds neither crash nor give what does not begin as a picture")
  func fuzz() throws {
    var random = SeededRandom(seed: 7)
    let stream = try pictures(&random).flatMap { $0 }
    for _ in 0..<20_000 {
      var damaged = stream
      for _ in 0..<random.integer(1...8) {
        let index = random.integer(0...(damaged.count - 1))
        switch random.integer(0...3) {
        case 0: damaged[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: damaged[index] = 0xFF
        case 2: damaged.removeSubrange(index..<min(damaged.count, index + 40))
        default:
          damaged.insert(contentsOf: [0xFF, UInt8(truncatingIfNeeded: random.next())], at: index)
        }
        if damaged.isEmpty { damaged = [0xFF] }
      }
      var splitter = MJPEGSplitter(limit: 1 << 20)
      for picture in splitter.take(damaged[...]) + [splitter.finish()].compactMap({ $0 }) {
        #expect(picture.starts(with: [0xFF, 0xD8]))
      }
    }
  }
}
