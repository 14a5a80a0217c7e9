import CustosImage
import CustosTestRandom
import Testing

@testable import CustosCamera

/// The address sanitizer sees every access beyond the bytes, which are exactly as many as are needed.
@Suite("Luma and chroma, from outside")
struct YUVFuzzTests {
  private static let layouts: [YUVPicture.Layout] = [.yuv420, .nv12, .yuyv, .gray]

  /// The bytes that a picture needs by the layouts' definitions.
  private func needed(_ layout: YUVPicture.Layout, _ height: Int, _ stride: Int) -> Int {
    let chromaRows = (height + 1) / 2
    switch layout {
    case .yuv420: return stride * height + 2 * (stride / 2 * chromaRows)
    case .nv12: return stride * (height + chromaRows)
    case .yuyv, .gray: return stride * height
    }
  }

  @Test("20,000 descriptions: refused, or decoded within exactly their bytes")
  func descriptions() throws {
    var random = SeededRandom(seed: 17)
    var decoded = 0
    for input in 0..<20_000 {
      let layout = Self.layouts[random.integer(0...3)]
      let width = random.integer(-1...40)
      let height = random.integer(-1...12)
      let stride = random.integer(0...3) == 0 ? random.integer(-2...200) : width * 2 + width % 2 * 2
      let enough = max(0, needed(layout, max(0, height), max(0, stride)))
      let count = random.integer(0...3) == 0 ? max(0, enough - random.integer(1...8)) : enough
      let picture = YUVPicture(
        layout: layout, width: width, height: height, stride: stride,
        isFullRange: random.integer(0...1) == 0, bytes: random.bytes(count))
      if count < enough { #expect(picture == nil, "input \(input)") }
      guard let picture else { continue }
      let pixels = try picture.decoded()
      #expect(pixels.width == width && pixels.height == height, "input \(input)")
      decoded += 1
    }
    // Most are meant to pass the first door.
    #expect(decoded > 8000, "\(decoded) decoded")
  }

  @Test("2,000 streams in pieces of every length give the pictures that were written")
  func streams() throws {
    var random = SeededRandom(seed: 18)
    for input in 0..<2000 {
      let width = 2 * random.integer(1...12)
      let size = try #require(
        RawPictureSize(
          width: width, height: 2 * random.integer(1...5), stride: width + 2 * random.integer(0...4)
        ))
      let count = random.integer(0...4)
      let rest = random.integer(0...size.byteCount - 1)
      let bytes = random.bytes(count * size.byteCount + rest)
      var cutter = StreamCutter(.yuv(size))
      var place = 0
      var pictures = 0
      while place < bytes.count {
        let end = min(bytes.count, place + random.integer(1...2 * size.byteCount))
        if let frame = cutter.take(bytes[place..<end]) {
          pictures += 1 + frame.passedOver
          guard case .yuv(let picture) = frame.content else {
            Issue.record("input \(input): not a raw picture")
            return
          }
          let start = (pictures - 1) * size.byteCount
          let expected = try #require(
            YUVPicture(
              layout: .yuv420, width: size.width, height: size.height, stride: size.stride,
              isFullRange: true, bytes: [UInt8](bytes[start..<start + size.byteCount])))
          #expect(try picture.decoded() == expected.decoded(), "input \(input)")
        }
        place = end
      }
      #expect(pictures == count, "input \(input)")
      #expect((cutter.defect == nil) == (rest == 0), "input \(input)")
    }
  }

  @Test("20,000 sizes as text: refused, or within their ranges")
  func sizes() {
    var random = SeededRandom(seed: 19)
    let characters = Array("0123456789x:-+ e")
    for _ in 0..<20_000 {
      var text = random.integer(0...1) == 0 ? "640x480:704" : ""
      for _ in 0..<random.integer(0...6) {
        let place = text.index(text.startIndex, offsetBy: random.integer(0...text.count))
        text.insert(characters[random.integer(0...characters.count - 1)], at: place)
      }
      guard let size = RawPictureSize(text) else { continue }
      #expect((2...16384).contains(size.width) && (2...16384).contains(size.height), "\(text)")
      #expect(size.stride >= size.width && size.stride <= 32768, "\(text)")
    }
  }
}
