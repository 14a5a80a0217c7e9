import CustosPlatform

/// The sections of a file, checked to lie inside it.
struct SectionTable {
  private let fileSize: Int
  private var ranges: [Range<Int>?]
  /// The file's name, for errors.
  let file: String
  /// The version of the file's format.
  let version: UInt32

  /// Reads the table behind the header of `bytes`, whose size and checksum are already checked.
  init(of bytes: RawSpan, version: UInt32, file: String) throws(ModelFileError) {
    fileSize = bytes.byteCount
    self.file = file
    self.version = version
    ranges = [Range<Int>?](repeating: nil, count: FileFormat.Section.allCases.count + 1)
    do throws(SectionError) { try readEntries(bytes) } catch {
      throw .malformed(
        file: file, place: "section table at byte \(error.offset)", expected: error.expected,
        found: error.found)
    }
  }

  private mutating func readEntries(_ bytes: RawSpan) throws(SectionError) {
    let longest =
      FileFormat.headerSize + FileFormat.maximumSectionCount * FileFormat.sectionEntrySize
    var reader = ByteReader([UInt8](copying: bytes.extracting(first: longest))[...])
    _ = try reader.take(12)
    let headerSize = try reader.int()
    guard headerSize == FileFormat.headerSize else {
      throw SectionError(
        offset: 12, expected: "a header size of \(FileFormat.headerSize)", found: "\(headerSize)")
    }
    _ = try reader.take(12)
    let count = try reader.int()
    guard count <= FileFormat.maximumSectionCount else {
      throw SectionError(
        offset: 28, expected: "at most \(FileFormat.maximumSectionCount) sections",
        found: "\(count)")
    }
    _ = try reader.take(FileFormat.headerSize - 32)
    var end = FileFormat.headerSize + count * FileFormat.sectionEntrySize
    for _ in 0..<count { try readEntry(&reader, end: &end) }
    let size = (end + FileFormat.alignment - 1) / FileFormat.alignment * FileFormat.alignment
    guard fileSize == size else {
      throw SectionError(
        offset: reader.offset, expected: "sections up to the end of the file, byte \(fileSize)",
        found: "an end at byte \(end)")
    }
  }

  private mutating func readEntry(_ reader: inout ByteReader, end: inout Int) throws(SectionError) {
    let start = reader.offset
    let kind = try reader.uint32()
    let flags = try reader.uint32()
    let range = try reader.range()
    _ = try reader.uint64()
    guard range.lowerBound % FileFormat.alignment == 0, range.lowerBound >= end,
      range.upperBound <= fileSize
    else {
      throw SectionError(
        offset: start + 8,
        expected: "a range from a multiple of \(FileFormat.alignment), at or behind \(end), "
          + "to at most \(fileSize)", found: "\(range.lowerBound)..<\(range.upperBound)")
    }
    end = range.upperBound
    guard let known = FileFormat.Section(rawValue: kind), known.isKnown(in: version) else {
      guard flags & 1 == 0 else {
        throw SectionError(
          offset: start,
          expected: "no other sections that must be understood than those of version \(version)",
          found: "kind \(kind)")
      }
      return
    }
    guard ranges[Int(known.rawValue)] == nil else {
      throw SectionError(
        offset: start, expected: "each kind of section once",
        found: "a second \(known.title) section")
    }
    ranges[Int(known.rawValue)] = range
  }

  /// Whether the file has a section.
  func has(_ kind: FileFormat.Section) -> Bool { ranges[Int(kind.rawValue)] != nil }

  /// The bytes of a section in the file.
  func range(of kind: FileFormat.Section) throws(ModelFileError) -> Range<Int> {
    guard let range = ranges[Int(kind.rawValue)] else {
      throw .malformed(
        file: file, place: "section table", expected: kind.titleWithArticle, found: "none")
    }
    return range
  }

  /// Decodes a whole section of the file's bytes.
  func decode<Value>(
    _ kind: FileFormat.Section, of bytes: RawSpan,
    _ body: (inout ByteReader) throws(SectionError) -> Value
  ) throws(ModelFileError) -> Value {
    var reader = ByteReader([UInt8](copying: bytes.extracting(try range(of: kind)))[...])
    do throws(SectionError) {
      let value = try body(&reader)
      try reader.finish()
      return value
    } catch {
      throw .malformed(
        file: file, place: "\(kind.title) section at byte \(error.offset)",
        expected: error.expected, found: error.found)
    }
  }
}
