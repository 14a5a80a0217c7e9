/// Takes little-endian values off the front of a section; never reads behind its end.
struct ByteReader {
  private var bytes: ArraySlice<UInt8>
  private let start: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    start = bytes.startIndex
  }

  /// Bytes taken up to now.
  var offset: Int { bytes.startIndex - start }

  /// Bytes not yet taken.
  var remaining: Int { bytes.count }

  mutating func uint32() throws(SectionError) -> UInt32 {
    try need(4, "an integer")
    return UInt32(truncatingIfNeeded: littleEndian(4))
  }

  mutating func uint64() throws(SectionError) -> UInt64 {
    try need(8, "an integer")
    return littleEndian(8)
  }

  mutating func int32() throws(SectionError) -> Int32 { Int32(bitPattern: try uint32()) }

  mutating func float() throws(SectionError) -> Float { Float(bitPattern: try uint32()) }

  mutating func double() throws(SectionError) -> Double { Double(bitPattern: try uint64()) }

  /// A number where 0 stands for an absent one.
  mutating func optionalDouble() throws(SectionError) -> Double? {
    let value = try double()
    return value == 0 ? nil : value
  }

  /// A 32-bit size or index.
  mutating func int() throws(SectionError) -> Int { Int(try uint32()) }

  /// The number of elements that follow, each of at least `size` bytes, so that a wrong count is
  /// noticed before memory is asked for.
  mutating func count(ofAtLeast size: Int) throws(SectionError) -> Int {
    let count = try int()
    guard count <= remaining / size else {
      throw SectionError(
        offset: offset - 4, expected: "a count of at most \(remaining / size)", found: "\(count)")
    }
    return count
  }

  /// A byte range, stored as 64-bit start and length.
  mutating func range() throws(SectionError) -> Range<Int> {
    let start = offset
    guard let lower = Int(exactly: try uint64()), let length = Int(exactly: try uint64()) else {
      throw SectionError(offset: start, expected: "a byte range", found: "numbers above 2^63")
    }
    let (upper, overflow) = lower.addingReportingOverflow(length)
    guard !overflow else {
      throw SectionError(offset: start, expected: "a byte range", found: "an end above 2^63")
    }
    return lower..<upper
  }

  /// UTF-8 text behind its length.
  mutating func text() throws(SectionError) -> String {
    let start = offset
    let raw = try take(try int())
    guard let text = String(validating: raw, as: UTF8.self) else {
      throw SectionError(offset: start, expected: "UTF-8 text", found: "other bytes")
    }
    return text
  }

  /// The next bytes.
  mutating func take(_ count: Int) throws(SectionError) -> ArraySlice<UInt8> {
    try need(count, "\(count) bytes")
    defer { bytes.removeFirst(count) }
    return bytes.prefix(count)
  }

  /// The next bytes, known to be there, as a number.
  private mutating func littleEndian(_ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for (index, byte) in bytes.prefix(count).enumerated() { value |= UInt64(byte) << (8 * index) }
    bytes.removeFirst(count)
    return value
  }

  /// Checks that all bytes have been taken.
  func finish() throws(SectionError) {
    guard remaining == 0 else {
      throw SectionError(offset: offset, expected: "the end", found: "\(remaining) more bytes")
    }
  }

  private func need(_ count: Int, _ what: String) throws(SectionError) {
    guard count <= remaining else {
      throw SectionError(offset: offset, expected: what, found: "\(remaining) bytes")
    }
  }
}

/// A fault in the encoding of a section.
struct SectionError: Error {
  /// Where in the section.
  let offset: Int
  /// What should be there.
  let expected: String
  /// What is there.
  let found: String
}
