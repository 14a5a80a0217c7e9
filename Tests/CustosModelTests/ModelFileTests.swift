import CustosModel
import CustosPlatform
import Foundation
import Testing

@Suite struct ModelFileTests {
  static func read(_ bytes: [UInt8]) throws(ModelFileError) -> Model {
    try ModelReader.model(from: bytes, file: "m.custos")
  }

  @Test(arguments: [ExampleModel.make(), ExampleModel.makeGlobal()])
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
    let mapped = try ModelReader.open(path)
    #expect(Int(bitPattern: mapped.constants.bytes.baseAddress) % 64 == 0)
    #expect(ModelContents(mapped) == ModelContents(model))
  }

  /// The format is a promise: these bytes may only change with the version number.
  @Test func bytesOfVersionOneNeverChange() throws {
    let bytes = try ModelWriter.bytes(of: ExampleModel.make())
    #expect(bytes.count == 1984)
    #expect(CRC32.checksum(bytes) == 841_011_951)
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
    bytes[8] = 2
    let error = try #require(throws: ModelFileError.self) { try Self.read(bytes) }
    #expect(
      error.message == "m.custos is a .custos model of format version 2, but this program reads "
        + "version 1; use a newer program or write the model again with `custos quantize`.")
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

  @Test func unknownSectionsAreSkippedUnlessRequired() throws {
    let model = ExampleModel.make()
    for (flags, isRead) in [(UInt8(0), true), (UInt8(1), false)] {
      var bytes = try ModelWriter.bytes(of: model)
      // The provenance entry of the table becomes one of a kind that version 1 does not know.
      let entry = try #require(
        (0..<8).map { 64 + $0 * 32 }.first { bytes[$0] == 7 })
      bytes[entry] = 99
      bytes[entry + 4] = flags
      seal(&bytes)
      let error = try #require(throws: ModelFileError.self) { try Self.read(bytes) }
      #expect(
        error.message.contains(isRead ? "a provenance section" : "must be understood"))
    }
  }
}
