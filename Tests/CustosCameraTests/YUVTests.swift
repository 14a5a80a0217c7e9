import CustosCamera
import CustosImage
import CustosTestRandom
import Testing

@Suite("Luma and chroma to RGB")
struct YUVTests {
  /// BT.601 in double: ITU-R BT.601-7 and, for the full range, JFIF.
  private func reference(_ y: UInt8, _ u: UInt8, _ v: UInt8, full: Bool) -> [UInt8] {
    let luma = full ? Double(y) : (Double(y) - 16) * 255 / 219
    let scale = full ? 1.0 : 255.0 / 224
    let blue = (Double(u) - 128) * scale
    let red = (Double(v) - 128) * scale
    return [
      luma + 1.402 * red, luma - 0.344136286 * blue - 0.714136286 * red, luma + 1.772 * blue,
    ].map { UInt8(max(0, min(255, $0.rounded()))) }
  }

  /// Fixed point of 16 bits may round the other way at a half.
  private static let tolerance = 1

  private func check(
    _ layout: YUVPicture.Layout, width: Int, height: Int, stride: Int, full: Bool, seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    let bytes = random.bytes(stride * (height + 1) * 2)
    let picture = try #require(
      YUVPicture(
        layout: layout, width: width, height: height, stride: stride, isFullRange: full,
        bytes: bytes))
    let pixels = try picture.decoded()
    #expect(pixels.width == width && pixels.height == height)
    for row in 0..<height {
      for column in 0..<width {
        let (y, u, v) = samples(layout, bytes, row, column, height, stride)
        let expected =
          layout == .gray
          ? reference(y, 128, 128, full: full) : reference(y, u, v, full: full)
        for channel in 0..<3 {
          let got = Int(pixels.pixels[(row * width + column) * 3 + channel])
          #expect(abs(got - Int(expected[channel])) <= Self.tolerance)
        }
      }
    }
  }

  private func samples(
    _ layout: YUVPicture.Layout, _ bytes: [UInt8], _ row: Int, _ column: Int, _ height: Int,
    _ stride: Int
  ) -> (UInt8, UInt8, UInt8) {
    let chroma = stride * height
    switch layout {
    case .yuv420:
      let offset = chroma + row / 2 * (stride / 2) + column / 2
      return (
        bytes[row * stride + column], bytes[offset],
        bytes[offset + stride / 2 * ((height + 1) / 2)]
      )
    case .nv12:
      let offset = chroma + row / 2 * stride + column / 2 * 2
      return (bytes[row * stride + column], bytes[offset], bytes[offset + 1])
    case .yuyv:
      let offset = row * stride + column / 2 * 4
      return (bytes[row * stride + column * 2], bytes[offset + 1], bytes[offset + 3])
    case .gray: return (bytes[row * stride + column], 0, 0)
    }
  }

  @Test("every layout, odd sizes and padded rows, both ranges")
  func layouts() throws {
    for (index, layout) in [YUVPicture.Layout.yuv420, .nv12, .yuyv, .gray].enumerated() {
      for (width, height) in [(1, 1), (2, 2), (7, 5), (64, 3), (33, 2)] {
        for padding in [0, 6] {
          let row = (width + 1) / 2 * 2 * (layout == .yuyv ? 2 : 1)
          for full in [true, false] {
            try check(
              layout, width: width, height: height, stride: row + padding, full: full,
              seed: UInt64(index * 1000 + width * 10 + padding))
          }
        }
      }
    }
  }

  @Test("luma of both ranges is the brightness of the gray picture, whatever the layout")
  func luma() throws {
    let rows = 8
    for full in [true, false] {
      // Every value of luma once in 8 rows of 32 pixels; neutral chroma.
      let values = (0..<256).map { UInt8($0) }
      let gray = try #require(
        YUVPicture(
          layout: .gray, width: 32, height: rows, stride: 32, isFullRange: full, bytes: values))
      #expect(gray.luma() == GrayImage(try gray.decoded()))
      let planar = try #require(
        YUVPicture(
          layout: .nv12, width: 31, height: rows, stride: 32, isFullRange: full,
          bytes: values + [UInt8](repeating: 128, count: 32 * rows / 2)))
      #expect(planar.luma() == GrayImage(try planar.decoded()))
      let packed = try #require(
        YUVPicture(
          layout: .yuyv, width: 32, height: rows, stride: 64, isFullRange: full,
          bytes: values.flatMap { [$0, 128] }))
      #expect(packed.luma() == gray.luma())
    }
  }

  @Test("too few bytes, short rows and sizes without sense are refused")
  func refused() {
    func picture(_ layout: YUVPicture.Layout, _ w: Int, _ h: Int, _ stride: Int, _ count: Int)
      -> YUVPicture?
    {
      YUVPicture(
        layout: layout, width: w, height: h, stride: stride, isFullRange: true,
        bytes: [UInt8](repeating: 0, count: count))
    }
    #expect(picture(.yuv420, 4, 4, 4, 24) != nil)
    #expect(picture(.yuv420, 4, 4, 4, 23) == nil)
    #expect(picture(.yuv420, 4, 4, 2, 100) == nil)
    #expect(picture(.yuv420, 4, 4, 5, 100) == nil)
    #expect(picture(.yuyv, 3, 1, 6, 100) == nil)
    #expect(picture(.nv12, 3, 1, 3, 100) == nil)
    #expect(picture(.gray, 0, 4, 4, 100) == nil)
    #expect(picture(.gray, 4, -1, 4, 100) == nil)
    #expect(picture(.gray, 4, 4, Int.max, 100) == nil)
  }
}
