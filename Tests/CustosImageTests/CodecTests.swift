import CustosImage
import CustosPlatform
import CustosTestRandom
import CustosTestSupport
import Testing

@Suite struct CodecTests {
  @Test(arguments: [(1, 1), (7, 3), (64, 64), (65, 33), (224, 448)])
  func pngIsLossless(width: Int, height: Int) throws {
    let image = Samples.noise(width: width, height: height, seed: 5)
    #expect(try PixelBuffer(decoding: image.encoded(as: .png)) == image)
  }

  @Test(arguments: [(1, 1), (16, 8), (65, 33)])
  func jpegKeepsSizeAndAlmostTheColours(width: Int, height: Int) throws {
    // Quality 100 rounds coefficients to integers: a few steps of error at most.
    let tolerance = 8
    var image = PixelBuffer(width: width, height: height)
    for index in 0..<image.pixels.count { image.pixels[index] = UInt8(100 + index % 50) }
    let decoded = try PixelBuffer(decoding: image.encoded(as: .jpeg, quality: 100))
    #expect(decoded.width == width && decoded.height == height)
    let worst = zip(decoded.pixels, image.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(worst <= tolerance)
  }

  @Test func qualityMatters() throws {
    let image = Samples.noise(width: 64, height: 64, seed: 6)
    let sizes = try [10, 50, 95].map { try image.encoded(as: .jpeg, quality: $0).count }
    #expect(sizes == sizes.sorted() && sizes[0] < sizes[2])
  }

  @Test func allKindsOfPNGBecomeRGB() throws {
    let gray = Samples.png(
      width: 2, height: 1, bitDepth: 8, colorType: 0, rows: [[0, 200]])
    #expect(try PixelBuffer(decoding: gray).pixels == [0, 0, 0, 200, 200, 200])
    let bits = Samples.png(width: 3, height: 1, bitDepth: 1, colorType: 0, rows: [[0b0100_0000]])
    #expect(try PixelBuffer(decoding: bits).pixels == [0, 0, 0, 255, 255, 255, 0, 0, 0])
    let palette = Samples.png(
      width: 2, height: 1, bitDepth: 8, colorType: 3, rows: [[1, 0]],
      palette: [1, 2, 3, 40, 50, 60])
    #expect(try PixelBuffer(decoding: palette).pixels == [40, 50, 60, 1, 2, 3])
    let clear = Samples.png(
      width: 2, height: 1, bitDepth: 8, colorType: 3, rows: [[1, 0]],
      palette: [1, 2, 3, 40, 50, 60], transparency: [255, 0])
    #expect(try PixelBuffer(decoding: clear).pixels == [255, 255, 255, 1, 2, 3])
    let alpha = Samples.png(
      width: 3, height: 1, bitDepth: 8, colorType: 6,
      rows: [[10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128]])
    let composed = try PixelBuffer(decoding: alpha).pixels
    #expect(Array(composed[..<6]) == [10, 20, 30, 255, 255, 255])
    // Half black on white: 255 * (255 - 128) / 255.
    #expect(Array(composed[6...]) == [127, 127, 127])
    let grayAlpha = Samples.png(
      width: 2, height: 1, bitDepth: 8, colorType: 4, rows: [[7, 255, 7, 0]])
    #expect(try PixelBuffer(decoding: grayAlpha).pixels == [7, 7, 7, 255, 255, 255])
    let deep = Samples.png(
      width: 2, height: 1, bitDepth: 16, colorType: 2,
      rows: [[0, 0, 0xFF, 0xFF, 0x80, 0x80, 0xFF, 0xFF, 0, 0, 0, 0]])
    #expect(try PixelBuffer(decoding: deep).pixels == [0, 255, 0x80, 255, 0, 0])
    let deepAlpha = Samples.png(
      width: 2, height: 1, bitDepth: 16, colorType: 4,
      rows: [[0x12, 0x34, 0, 0, 0x80, 0x80, 0xFF, 0xFF]])
    #expect(try PixelBuffer(decoding: deepAlpha).pixels == [255, 255, 255, 128, 128, 128])
    let interlaced = Samples.png(
      width: 2, height: 2, bitDepth: 8, colorType: 0, rows: [[1], [2], [3, 4]], isInterlaced: true)
    #expect(
      try PixelBuffer(decoding: interlaced).pixels == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
  }

  @Test(arguments: [nil, 45_455, 55_556, 100_000] as [UInt32?])
  func samplesOfPNGAreTakenAsStoredWhateverTheGamma(gamma: UInt32?) throws {
    let shallow = Samples.png(
      width: 256, height: 1, bitDepth: 8, colorType: 0, rows: [Array(0...255)], gamma: gamma)
    let all = (0...255).flatMap { [UInt8](repeating: UInt8($0), count: 3) }
    #expect(try PixelBuffer(decoding: shallow).pixels == all)
    let deep = Samples.png(
      width: 256, height: 1, bitDepth: 16, colorType: 0,
      rows: [(0...255).flatMap { [UInt8($0), UInt8($0)] }], gamma: gamma)
    #expect(try PixelBuffer(decoding: deep).pixels == all)
  }

  @Test func formatsAreKnownByTheirFirstBytes() throws {
    for bytes in [[0xFF], Array("hello".utf8)] as [[UInt8]] {
      #expect(throws: ImageError.unknownFormat) { try PixelBuffer(decoding: bytes) }
    }
    let folder = try TemporaryFolder()
    let path = folder.file("really.png.jpg")
    try Samples.page(width: 40, height: 40).write(to: folder.file("a.png"), replacing: false)
    try FileCopy.copy(folder.file("a.png"), to: path)
    #expect(try PixelBuffer(readingFrom: path) == Samples.page(width: 40, height: 40))
  }

  @Test func hostileSizesAreRefusedBeforeMemoryIsTaken() throws {
    var png = Samples.png(width: 1, height: 1, bitDepth: 8, colorType: 0, rows: [[0]])
    png = Array(png[..<8])
    png += Samples.chunk("IHDR", [0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 8, 2, 0, 0, 0])
    png += Samples.chunk("IDAT", [0x78, 0x9C]) + Samples.chunk("IEND", [])
    #expect(throws: ImageError.tooLarge(width: 65535, height: 65535)) {
      try PixelBuffer(decoding: png)
    }
    let message = ImageError.tooLarge(width: 65535, height: 65535).message(for: "x.png")
    #expect(message.contains("at most 50 million"))
    var jpeg = try Samples.page(width: 40, height: 40).encoded(as: .jpeg)
    let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    for offset in 5...8 { jpeg[frame + offset] = 0xF0 }
    #expect(throws: ImageError.tooLarge(width: 0xF0F0, height: 0xF0F0)) {
      try PixelBuffer(decoding: jpeg)
    }
  }

  @Test func cmykIsNamed() throws {
    let error = #expect(throws: ImageError.self) {
      try PixelBuffer(decoding: CMYKSample.jpeg(width: 16, height: 16))
    }
    #expect(error == .unsupported(.jpeg, detail: "CMYK colours"))
    #expect(error?.exitCode == 65)
  }

  @Test func everyTruncationIsAnError() throws {
    let page = Samples.page(width: 48, height: 40)
    for format in [ImageFormat.png, .jpeg] {
      let bytes = try page.encoded(as: format)
      // A JPEG file is whole without its end mark; JPEGDamageTests cuts other kinds.
      for length in 0..<bytes.count - (format == .jpeg ? 3 : 0) {
        #expect(throws: ImageError.self, "\(format.name) cut to \(length) of \(bytes.count)") {
          try PixelBuffer(decoding: Array(bytes[..<length]))
        }
      }
    }
  }

  @Test func flippedBitsNeverCrash() throws {
    let page = Samples.page(width: 48, height: 40)
    for format in [ImageFormat.png, .jpeg] {
      let bytes = try page.encoded(as: format)
      for seed in UInt64(0)..<1500 {
        var random = SeededRandom(seed: seed)
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let index = Int.random(in: 0..<damaged.count, using: &random)
          damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        if Bool.random(using: &random) {
          damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random))
        }
        do throws(ImageError) {
          let decoded = try PixelBuffer(decoding: damaged)
          #expect(decoded.pixels.count == decoded.width * decoded.height * 3)
        } catch {
          #expect(!error.message(for: "x").isEmpty)
        }
      }
    }
  }

  @Test func everyFlippedBitOfPNGDataIsFound() throws {
    let page = Samples.page(width: 24, height: 40)
    let bytes = try page.encoded(as: .png)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("IDAT".utf8)) })
    for index in start..<bytes.count - 12 {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        #expect(throws: ImageError.self, "byte \(index), bit \(bit)") {
          try PixelBuffer(decoding: damaged)
        }
      }
    }
  }

  @Test func writingNeedsAKnownExtensionAndAPlace() throws {
    let folder = try TemporaryFolder()
    let image = Samples.page(width: 40, height: 40)
    #expect(throws: ImageError.unknownExtension) {
      try image.write(to: folder.file("a.gif"), replacing: true)
    }
    #expect(folder.names.isEmpty)
    let path = folder.file("a.JPEG")
    try image.write(to: path, replacing: false)
    #expect(throws: ImageError.file(.exists(path: path))) {
      try image.write(to: path, replacing: false)
    }
    let wide = PixelBuffer(width: 70_000, height: 1)
    let error = #expect(throws: ImageError.self) {
      try wide.write(to: folder.file("b.jpg"), replacing: true)
    }
    #expect(error?.exitCode == 73)
    #expect(folder.names == ["a.JPEG"])
  }

  @Test func missingFilesAreNamed() {
    let error = #expect(throws: ImageError.self) {
      try PixelBuffer(readingFrom: "/nowhere/page.jpg")
    }
    #expect(error?.exitCode == 66)
    #expect(error?.message(for: "x") == "/nowhere/page.jpg does not exist; check the path.")
  }
}
