import CustosModelFile
import CustosPlatform
import Foundation
import Testing

@Suite struct ModelFileTests {
  static func read(_ bytes: [UInt8]) throws(ModelFileError) -> Model {
    try ModelReader.model(from: bytes, file: "m.custos").model
  }

  @Test(arguments: [
    ExampleModel.make(), ExampleModel.makeGlobal(), ExampleModel.makeReading(),
    ExampleModel.makeMaps(),
  ])
  func readingGivesWhatWasWritten(model: Model) throws {
    let bytes = try ModelWriter.bytes(of: model)
    #expect(bytes.count % 64 == 0)
    #expect(try ModelContents(Self.read(bytes)) == ModelContents(model))
    #expect(try ModelWriter.bytes(of: Self.read(bytes)) == bytes)
  }

  @Test func constantsOfAMappedFileAreAlignedAndOutliveTheReader() throws {
    let path = NSTemporaryDirectory() + "custos-model-\(UUID().uuidString).custos"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = ExampleModel.make()
    try FileSystem.write(ModelWriter.bytes(of: model), to: path, replacing: false)
    let mapped = try ModelReader.open(path).model
    let address = mapped.constants.withBytes {
      $0.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
    }
    #expect(address % 64 == 0)
    #expect(ModelContents(mapped) == ModelContents(model))
  }

  /// The format is a promise: these bytes may only change with the version number.
  @Test func bytesOfVersionOneNeverChange() throws {
    let bytes = try ModelWriter.bytes(of: ExampleModel.make())
    #expect(bytes.count == 1984)
    #expect(CRC32.checksum(bytes) == 841_011_951)
    let reading = try ModelWriter.bytes(of: ExampleModel.makeReading())
    // An entry of the table and a section, each padded to 64 bytes.
    #expect(reading.count == 1984 + 128)
    #expect(CRC32.checksum(reading) == 803_033_116)
  }

  @Test func eachValueOfTheReadingSectionMayBeAbsent() throws {
    for place in 0..<3 {
      var model = ExampleModel.make()
      if place == 0 { model.preprocessing.staffSpace = 8.5 }
      if place == 1 { model.confidence.temperature = 0.75 }
      if place == 2 { model.confidence.threshold = 1 }
      let bytes = try ModelWriter.bytes(of: model)
      #expect(bytes[28] == 9)
      #expect(try ModelContents(Self.read(bytes)) == ModelContents(model))
    }
  }

  /// To a reader that does not know kind 9 it is one that may be skipped.
  @Test func theReadingSectionMayBeSkipped() throws {
    var bytes = try ModelWriter.bytes(of: ExampleModel.makeReading())
    let entry = try #require((0..<9).map { 64 + $0 * 32 }.first { bytes[$0] == 9 })
    #expect(bytes[entry + 4..<entry + 8].allSatisfy { $0 == 0 })
    bytes[entry] = 99
    seal(&bytes)
    #expect(try ModelContents(Self.read(bytes)) == ModelContents(ExampleModel.make()))
  }

  @Test func aReadingSectionOfAnotherLengthIsNamed() throws {
    for length in [16, 23, 25, 32] {
      var bytes = try ModelWriter.bytes(of: ExampleModel.makeReading())
      let entry = try #require((0..<9).map { 64 + $0 * 32 }.first { bytes[$0] == 9 })
      bytes[entry + 16] = UInt8(length)
      seal(&bytes)
      let error = try #require(throws: ModelFileError.self) { try Self.read(bytes) }
      #expect(error.message.contains("reading section at byte"), "\(error.message)")
    }
  }

  @Test func headerIsAsSpecified() throws {
    let bytes = try ModelWriter.bytes(of: ExampleModel.make())
    #expect(Array(bytes[..<8]) == [0x89] + Array("CUSTOS\n".utf8))
    #expect(Array(bytes[8..<16]) == [1, 0, 0, 0, 64, 0, 0, 0])
    #expect(Array(bytes[16..<20]) == ExampleModel.littleEndian(UInt32(bytes.count)))
    #expect(Array(bytes[24..<28]) == ExampleModel.littleEndian(CRC32.checksum(Array(bytes[28...]))))
    #expect(Array(bytes[28..<32]) == [8, 0, 0, 0])
  }

  @Test func foreignFilesAreNamed() throws {
    for bytes in [[], Array("CUSTOS".utf8), [UInt8](repeating: 7, count: 200)] {
      let error = try #require(throws: ModelFileError.self) { try Self.read(bytes) }
      #expect(error == .notAModel(file: "m.custos"))
      #expect(error.message.hasPrefix("m.custos is not a .custos model: "))
    }
  }

  @Test func aMissingFileIsNamed() throws {
    let error = try #require(throws: ModelFileError.self) {
      try ModelReader.open("/nonexistent/model.custos")
    }
    #expect(error.message == "/nonexistent/model.custos does not exist; check the path.")
  }

  @Test func newerVersionsAreRefusedByNumber() throws {
    var bytes = try ModelWriter.bytes(of: ExampleModel.make())
    bytes[8] = 3
    let error = try #require(throws: ModelFileError.self) { try Self.read(bytes) }
    #expect(
      error.message == "m.custos is a .custos model of format version 3, but this program reads "
        + "versions 1 to 2; use a newer program or write the model again with `custos quantize`.")
  }

  @Test func aFlippedBitChangesTheChecksum() throws {
    let good = try ModelWriter.bytes(of: ExampleModel.make())
    for position in stride(from: 28, to: good.count, by: 7) {
      var bytes = good
      bytes[position] ^= 1 << UInt8(position % 8)
      let error = try #require(throws: ModelFileError.self) { try Self.read(bytes) }
      guard case .wrongChecksum = error else {
        Issue.record("byte \(position): \(error)")
        continue
      }
    }
  }

  @Test(arguments: [8, 63]) func aFileCutInsideItsHeaderIsNamed(count: Int) throws {
    let bytes = try ModelWriter.bytes(of: ExampleModel.make())
    let cut = Array(bytes[..<count])
    let error = try #require(throws: ModelFileError.self) { try Self.read(cut) }
    #expect(
      error.message == "m.custos is damaged: it ends after \(count) bytes, inside its header of "
        + "64; copy it again.")
  }

  @Test func unknownSectionsAreSkippedUnlessRequired() throws {
    let model = ExampleModel.make()
    let optional = try Self.withNinthSection(ModelWriter.bytes(of: model), flags: 0)
    #expect(try ModelContents(Self.read(optional)) == ModelContents(model))
    let required = try Self.withNinthSection(ModelWriter.bytes(of: model), flags: 1)
    let error = try #require(throws: ModelFileError.self) { try Self.read(required) }
    #expect(error.message.contains("must be understood"))
  }

  @Test func aMissingSectionIsNamed() throws {
    var bytes = try ModelWriter.bytes(of: ExampleModel.make())
    // The provenance entry of the table becomes one of a kind that version 1 does not know.
    let entry = try #require((0..<8).map { 64 + $0 * 32 }.first { bytes[$0] == 7 })
    bytes[entry] = 99
    seal(&bytes)
    let error = try #require(throws: ModelFileError.self) { try Self.read(bytes) }
    #expect(error.message.contains("a provenance section"))
  }

  /// Appends five bytes as a section of kind 99. Its entry moves all sections by 64 bytes.
  private static func withNinthSection(_ file: [UInt8], flags: UInt32) -> [UInt8] {
    let tableEnd = 64 + 8 * 32
    var bytes = file
    func set(_ value: Int, at offset: Int) {
      bytes.replaceSubrange(
        offset..<offset + 4, with: ExampleModel.littleEndian(UInt32(value)))
    }
    for offset in stride(from: 64 + 8, to: tableEnd, by: 32) {
      let start = bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
      set(start + 64, at: offset)
    }
    set(9, at: 28)
    set(file.count + 128, at: 16)
    var entry = ExampleModel.littleEndian(99) + ExampleModel.littleEndian(flags)
    entry += ExampleModel.littleEndian(UInt32(file.count + 64)) + [0, 0, 0, 0]
    entry += ExampleModel.littleEndian(5) + [UInt8](repeating: 0, count: 12)
    bytes.insert(contentsOf: entry + [UInt8](repeating: 0, count: 32), at: tableEnd)
    bytes += [1, 2, 3, 4, 5] + [UInt8](repeating: 0, count: 59)
    seal(&bytes)
    return bytes
  }
}
