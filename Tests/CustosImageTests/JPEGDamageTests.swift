import CJPEGSamples
import CustosImage
import CustosTestRandom
import Testing

@Suite("JPEG files that are whole are read, others are refused")
struct JPEGDamageTests {
  @Test("whole files give the same pixels, however their marks are written")
  func harmless() throws {
    for (kind, sample) in JPEGVariants.kinds {
      let file = JPEGVariants.file(JPEGVariants.page(), sample)
      let expected = try PixelBuffer(decoding: file)
      for (name, variant) in JPEGVariants.harmless(file) {
        let read = try? PixelBuffer(decoding: variant)
        #expect(read == expected, "\(kind), \(name)")
      }
    }
  }

  @Test("a baseline file without its Huffman tables has the usual ones")
  func withoutTables() throws {
    let file = JPEGVariants.file(JPEGVariants.page(), JPEGVariants.sample())
    var offset = 2
    var bare = Array(file[..<2])
    while offset < JPEGVariants.dataStart(file) {
      let end = offset + 2 + Int(file[offset + 2]) << 8 + Int(file[offset + 3])
      if file[offset + 1] != 0xC4 { bare += file[offset..<end] }
      offset = end
    }
    bare += file[offset...]
    #expect(bare.count < file.count - 400)
    #expect(try PixelBuffer(decoding: bare) == PixelBuffer(decoding: file))
  }

  @Test("a file that is cut within its data is damaged, with an end mark or without")
  func cut() throws {
    for (kind, sample) in JPEGVariants.kinds {
      let file = JPEGVariants.file(JPEGVariants.page(), sample)
      let expected = try PixelBuffer(decoding: file)
      for length in JPEGVariants.dataStart(file)..<file.count - 2 {
        let cut = Array(file[..<length])
        // The last bytes may be padding alone.
        let read = try? PixelBuffer(decoding: cut)
        #expect(read == nil || read == expected, "\(kind), cut to \(length) of \(file.count)")
        // A progressive file may say that it ends between two scans.
        if sample.is_progressive { continue }
        let ended = try? PixelBuffer(decoding: cut + [0xFF, 0xD9])
        #expect(ended == nil || ended == expected, "\(kind), ended at \(length) of \(file.count)")
      }
      #expect(throws: ImageError.self) {
        try PixelBuffer(decoding: Array(file[..<(file.count / 2)]))
      }
    }
  }

  /// What overwritten data must not be taken for: of 300 places in each kind of baseline file at most
  /// one in fifty may be read with other pixels. Huffman codes can fall in step again, and the values
  /// that they stand for carry no check.
  @Test("overwritten data are noticed where libjpeg gives the warning of harmless ones")
  func overwritten() throws {
    for (kind, sample) in JPEGVariants.kinds where !sample.is_progressive && !sample.is_split {
      let file = JPEGVariants.file(JPEGVariants.page(width: 320, height: 240), sample)
      let expected = try PixelBuffer(decoding: file)
      var random = SeededRandom(seed: 11)
      var mistaken = 0
      for _ in 0..<300 {
        var damaged = file
        let count = random.integer(100...300)
        let start = random.integer(JPEGVariants.dataStart(file)...(file.count - count - 2))
        let value: UInt8 = [0x00, 0xFF, 0xF7, 0x55][random.integer(0...3)]
        for index in start..<start + count { damaged[index] = value }
        if let read = try? PixelBuffer(decoding: damaged), read != expected { mistaken += 1 }
      }
      #expect(mistaken <= 6, "\(kind): \(mistaken) of 300")
    }
  }

  @Test("surplus bytes that are not zero are damage")
  func surplus() throws {
    for (kind, sample) in JPEGVariants.kinds where !sample.is_progressive && !sample.is_split {
      let file = JPEGVariants.file(JPEGVariants.page(), sample)
      for bytes in [[1], [0, 0, 3], [UInt8](repeating: 0x41, count: 9)] as [[UInt8]] {
        #expect(throws: ImageError.self, "\(kind), \(bytes)") {
          try PixelBuffer(decoding: JPEGVariants.padded(file, with: bytes))
        }
      }
    }
  }

  @Test("a file whose colours never come is damaged")
  func missingComponent() throws {
    let file = JPEGVariants.file(JPEGVariants.page(), JPEGVariants.sample(isSplit: true))
    let second = try #require(
      file.indices.dropFirst(JPEGVariants.dataStart(file)).first {
        file[$0] == 0xFF && (file[$0 + 1] == 0xC4 || file[$0 + 1] == 0xDA)
      })
    let error = #expect(throws: ImageError.self) {
      try PixelBuffer(decoding: Array(file[..<second]) + [0xFF, 0xD9])
    }
    #expect(error?.message(for: "a.jpg").contains("colour component") == true)
  }

  @Test("hundreds of scans of a large picture are refused within a bound")
  func manyScans() {
    let error = #expect(throws: ImageError.self) {
      try PixelBuffer(decoding: ScanSample.jpeg(side: 7000, scanCount: 883))
    }
    guard case .unsupported(.jpeg, let detail) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(detail.contains("scans"))
    #expect(throws: Never.self) {
      try PixelBuffer(decoding: ScanSample.jpeg(side: 64, scanCount: 883))
    }
  }
}
