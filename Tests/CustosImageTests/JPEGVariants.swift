import CJPEGSamples
import CustosImage
import CustosTestRandom

/// JPEG files as other programs write them, and what cameras make of them.
struct JPEGVariants {
  /// A file that libjpeg writes.
  static func file(_ image: PixelBuffer, _ sample: jpeg_sample) -> [UInt8] {
    var count = 0
    let data = jpeg_sample_encode(
      image.pixels, UInt32(image.width), UInt32(image.height), sample, &count)
    defer { data?.deallocate() }
    return [UInt8](UnsafeBufferPointer(start: data, count: count))
  }

  /// The kinds of files that cameras and telephones write.
  static let kinds: [(name: String, sample: jpeg_sample)] = [
    ("4:4:4", sample()),
    ("4:2:0", sample(subsampling: 2)),
    ("restart marks", sample(restart: 3)),
    ("restart marks, 4:2:0", sample(restart: 2, subsampling: 2)),
    ("progressive", sample(isProgressive: true)),
    ("a scan for each component", sample(isSplit: true)),
  ]

  static func sample(
    restart: UInt32 = 0, subsampling: Int32 = 1, isProgressive: Bool = false, isSplit: Bool = false
  ) -> jpeg_sample {
    jpeg_sample(
      restart_interval: restart, subsampling: subsampling, is_progressive: isProgressive,
      is_split: isSplit)
  }

  /// A page with some noise, so that its blocks have detail.
  static func page(width: Int = 96, height: Int = 80) -> PixelBuffer {
    var page = Samples.page(width: width, height: height)
    var random = SeededRandom(seed: 3)
    for index in page.pixels.indices where page.pixels[index] < 250 {
      page.pixels[index] &+= UInt8(random.integer(0...5))
    }
    return page
  }

  /// Where the first scan's data begin.
  static func dataStart(_ file: [UInt8]) -> Int {
    var offset = 2
    while true {
      let end = offset + 2 + Int(file[offset + 2]) << 8 + Int(file[offset + 3])
      if file[offset + 1] == 0xDA { return end }
      offset = end
    }
  }

  /// Puts bytes before each mark of the scan's data, the end mark included.
  static func padded(_ file: [UInt8], with bytes: [UInt8]) -> [UInt8] {
    let start = dataStart(file)
    var result = Array(file[..<start])
    for index in start..<file.count {
      if index + 1 < file.count, file[index] == 0xFF,
        (0xD0...0xD7).contains(file[index + 1]) || file[index + 1] == 0xD9
      {
        result += bytes
      }
      result.append(file[index])
    }
    return result
  }

  /// The same pictures, written in the ways that are harmless.
  static func harmless(_ file: [UInt8]) -> [(name: String, file: [UInt8])] {
    let body = Array(file.dropLast(2))
    let end: [UInt8] = [0xFF, 0xD9]
    let start = dataStart(file)
    var result: [(name: String, file: [UInt8])] = [
      ("no end mark", body),
      ("no end mark, padded", body + [UInt8](repeating: 0, count: 20)),
      ("two start marks", [0xFF, 0xD8] + file),
      ("two end marks", file + end),
      ("fill bytes", body + [0xFF, 0xFF, 0xFF] + end),
      ("trailing data", file + [1, 2, 3, 0xFF, 0xD8, 0xFF]),
      ("JFIF major 2", Array(file[..<11] + [2] + file[12...])),
      ("junk between segments", Array(file[..<20] + [7, 8, 9] + file[20...])),
    ]
    let isBaseline = file.indices.dropLast().contains { file[$0] == 0xFF && file[$0 + 1] == 0xC0 }
    guard isBaseline else { return result }
    for count in [1, 3, 7, 8, 12, 300] {
      let zeros = [UInt8](repeating: 0, count: count)
      result.append(("\(count) surplus bytes", padded(file, with: zeros)))
    }
    result.append(
      ("a wrong end of the spectrum", Array(file[..<(start - 2)] + [0, 0] + file[start...])))
    return result
  }
}
