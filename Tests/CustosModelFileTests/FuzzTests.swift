import CustosModelFile
import CustosPlatform
import CustosTestRandom
import Testing

/// Changed files must give an error or a model that validates; a crash or an over-read (run under
/// the address sanitizer) fails the run.
@Suite struct FuzzTests {
  private static let seed: UInt64 = 20_261_122

  /// Reads from memory that ends exactly where the file does.
  private func survives(_ bytes: [UInt8]) -> Bool {
    let exact = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { exact.deallocate() }
    exact.copyBytes(from: bytes)
    do throws(ModelFileError) {
      let read = try ModelReader.model(from: UnsafeRawBufferPointer(exact).bytes, file: "fuzzed")
      let model = read.model
      // Whatever it is, that is found out; a page network can be asked for another size.
      if case .pageNetwork(let page) = read.purpose {
        _ = try? page.resized(height: 5 * page.form.stride, width: 2 * page.form.stride)
      }
      // What is read can be written again.
      return (try? ModelWriter.bytes(of: model)) != nil
    } catch {
      return error.message.hasPrefix("fuzzed ") && error.message.hasSuffix(".")
    }
  }

  private func setSize(_ bytes: inout [UInt8]) {
    guard bytes.count >= 24 else { return }
    for index in 0..<8 { bytes[16 + index] = UInt8(truncatingIfNeeded: bytes.count >> (8 * index)) }
  }

  /// One model of each version of the format.
  private static let examples = [
    ExampleModel.makeReading(), ExampleModel.makeMaps(), PageModelTests.make(),
  ]

  @Test(arguments: examples) func everyTruncationIsAnError(model: Model) throws {
    let good = try ModelWriter.bytes(of: model)
    for count in 0..<good.count {
      #expect(throws: ModelFileError.self) { try ModelFileTests.read(Array(good[..<count])) }
      // The same with size and checksum put right: sections now lie outside the file.
      var bytes = Array(good[..<count])
      setSize(&bytes)
      seal(&bytes)
      #expect(throws: ModelFileError.self) { try ModelFileTests.read(bytes) }
      #expect(survives(bytes))
    }
  }

  @Test(arguments: examples) func everyBitFlipOfTheDescriptionIsSurvived(model: Model) throws {
    let good = try ModelWriter.bytes(of: model)
    let description = good.count - model.constants.count
    for position in 0..<description {
      for bit in 0..<8 {
        var bytes = good
        bytes[position] ^= 1 << UInt8(bit)
        if !(24..<28).contains(position) { seal(&bytes) }
        #expect(survives(bytes), "byte \(position), bit \(bit)")
      }
    }
  }

  @Test func randomMutationsAreSurvived() throws {
    let files = try [
      ExampleModel.make(), ExampleModel.makeGlobal(), ExampleModel.makeReading(),
      ExampleModel.makeMaps(), PageModelTests.make(),
    ].map { try ModelWriter.bytes(of: $0) }
    var random = SeededRandom(seed: Self.seed)
    var errors = 0
    let extremes: [UInt32] = [
      0, 1, 0x7F, 0x80, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FC0_0000,
      0x7F80_0000, 0xFF80_0000, 0x0000_0001, 0x0001_0001,
    ]
    let rounds = 20_000
    for round in 0..<rounds {
      var bytes = files[round % files.count]
      for _ in 0..<random.integer(0...3) + 1 {
        // Most faults in the part that is parsed, few in the constants.
        let end = random.integer(0...7) == 0 ? bytes.count : 1500
        let position = random.integer(0...end - 65)
        switch random.integer(0...3) {
        case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
        case 1:
          let aligned = position / 4 * 4
          let value = extremes[random.integer(0...extremes.count - 1)]
          bytes.replaceSubrange(aligned..<aligned + 4, with: ExampleModel.littleEndian(value))
        case 2:
          let count = random.integer(0...63)
          bytes.replaceSubrange(position..<position + count, with: bytes[64..<64 + count])
        default:
          let count = random.integer(0...15) + 1
          bytes.removeSubrange(position..<position + count)
          bytes.append(contentsOf: [UInt8](repeating: 0, count: count))
        }
      }
      seal(&bytes)
      #expect(survives(bytes), "seed \(Self.seed), round \(round)")
      do { _ = try ModelFileTests.read(bytes) } catch { errors += 1 }
    }
    // A fuzzer whose files all pass or all fail at the door would test nothing.
    #expect(errors > rounds / 2 && errors < rounds, "seed \(Self.seed)")
  }
}
