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

  @Test("a picture that breaks off is given up when the next one begins")
  func brokenOff() throws {
    var random = SeededRandom(seed: 5)
    let pictures = try pictures(&random)
    var splitter = MJPEGSplitter()
    let cut = pictures[0].dropLast(2)
    #expect(splitter.take(cut + pictures[1]) == [pictures[1]])
    #expect(splitter.abandonedCount == 1)
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

  @Test("damaged streams of 20,000 kinds neither crash nor give anything but pictures' bounds")
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
      for picture in splitter.take(damaged[...]) {
        #expect(picture.starts(with: [0xFF, 0xD8]) && picture.suffix(2) == [0xFF, 0xD9])
      }
    }
  }
}
