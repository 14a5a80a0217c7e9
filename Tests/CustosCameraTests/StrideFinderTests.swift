import CustosTestRandom
import Testing

@testable import CustosCamera

@Suite("The length of rows, from a stream's pauses")
struct StrideFinderTests {
  @Test("pauses within pictures, and pictures without one between them, are passed over")
  func pauses() throws {
    for seed in 0..<50 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let width = 2 * random.integer(50...800)
      let height = 2 * random.integer(20...40)
      let stride = width + 2 * random.integer(0...127)
      let count = stride * height * 3 / 2
      var finder = StrideFinder()
      var found: (size: RawPictureSize, picture: [UInt8])?
      for number in 0..<60 where found == nil {
        let picture = [UInt8](repeating: UInt8(number), count: count)
        let cut = random.integer(1...count - 1)
        finder.take(picture[..<cut], width: width, height: height)
        if random.integer(0...1) == 0 { found = finder.pause(width: width, height: height) }
        finder.take(picture[cut...], width: width, height: height)
        if found == nil, random.integer(0...3) > 0 {
          found = finder.pause(width: width, height: height)
          if let found {
            let isSame = found.picture == picture
            #expect(isSame)
          }
        }
      }
      // Twice as wide pictures would fit, too, where rows are short and two pictures come at once.
      let expected = try #require(RawPictureSize(width: width, height: height, stride: stride))
      #expect(found?.size == expected || (found != nil && stride * 2 < width + 256))
    }
  }

  @Test("smaller pictures are not taken for parts of larger ones")
  func others() {
    var finder = StrideFinder()
    for number in 0..<40 {
      finder.take([UInt8](repeating: 0, count: 460_800)[...], width: 1280, height: 960)
      guard number % 7 != 3 else { continue }
      let isFound = finder.pause(width: 1280, height: 960) != nil
      #expect(!isFound)
    }
    #expect(finder.period == 460_800)
  }
}
