import CustosModelFile
import CustosPlatform
import Testing

@Suite struct VersionTwoTests {
  /// The format is a promise: these bytes may only change with the version number.
  @Test func bytesOfVersionTwoNeverChange() throws {
    let bytes = try ModelWriter.bytes(of: ExampleModel.makeMaps())
    #expect(bytes[8] == 2)
    #expect(bytes.count == 2752)
    #expect(CRC32.checksum(bytes) == 457_670_868)
  }

  /// What version 1 can express is written in version 1, so that older programs read it.
  @Test func theLowestVersionIsWritten() throws {
    #expect(try ModelWriter.bytes(of: ExampleModel.makeReading())[8] == 1)
    var renamed = ExampleModel.make()
    renamed.outputs[0].name = "labels"
    #expect(try ModelWriter.bytes(of: renamed)[8] == 2)
    var extra = ExampleModel.make()
    extra.outputs.append(ModelOutput(name: "map", tensor: 4, kind: .map))
    extra.selfTests = []
    #expect(try ModelWriter.bytes(of: extra)[8] == 2)
  }

  /// A version 1 file may hold a section of kind 10 and mean something else by it.
  @Test func versionOneKnowsNoOutputsSection() throws {
    var model = ExampleModel.make()
    model.outputs[0].name = "labels"
    var bytes = try ModelWriter.bytes(of: model)
    bytes[8] = 1
    seal(&bytes)
    #expect(try ModelFileTests.read(bytes).outputs == [.logits(7)])
  }

  @Test func versionOneKnowsNoChannelAffine() throws {
    var bytes = try ModelWriter.bytes(of: ExampleModel.makeMaps())
    bytes[8] = 1
    seal(&bytes)
    let error = try #require(throws: ModelFileError.self) { try ModelFileTests.read(bytes) }
    #expect(error.message.contains("an opcode of format version 1 but holds 8"), "\(error.message)")
  }

  @Test func aMissingOutputsSectionIsNamed() throws {
    var bytes = try ModelWriter.bytes(of: ExampleModel.makeMaps())
    let entry = try #require((0..<10).map { 64 + $0 * 32 }.first { bytes[$0] == 10 })
    bytes[entry] = 99
    seal(&bytes)
    let error = try #require(throws: ModelFileError.self) { try ModelFileTests.read(bytes) }
    #expect(error.message.contains("an outputs section"), "\(error.message)")
  }

  static let faults: [Fault] = [
    Fault("number of outputs") { $0.outputs = [] },
    Fault("number of outputs") { model in
      model.outputs = (0..<65).map { ModelOutput(name: "o\($0)", tensor: 5, kind: .map) }
    },
    Fault("output 0, name") { $0.outputs[0].name = "Sizes" },
    Fault("output 0, name") { $0.outputs[0].name = "" },
    Fault("output 2, name") { $0.outputs[2].name = "sizes" },
    Fault("output 0, tensor") { $0.outputs[0].tensor = 0 },
    Fault("output 0, tensor") { $0.outputs[0].tensor = 9 },
    Fault("output 0, tensor") { $0.outputs[0].tensor = -1 },
    Fault("output 2, tensor") { $0.outputs[2] = ModelOutput(name: "x", tensor: 5, kind: .map) },
    Fault("output 0, tensor") { $0.outputs[0].kind = .logits },
    Fault("output 2, kind") {
      $0.outputs[2].kind = .logits
      $0.outputs[2].channelNames = []
    },
    Fault("output 0, number of channel names") { $0.outputs[0].channelNames = ["a"] },
    Fault("output 2, name of channel 1") { $0.outputs[2].channelNames[1] = "" },
    Fault("output 2, name of channel 1") { $0.outputs[2].channelNames[1] = "a\tb" },
    Fault("output 1, number of channel names") {
      $0.outputs[1].channelNames = ["a", "b", "c", "d", "e"]
    },
    Fault("tensor 8") { $0.outputs.removeLast() },
    Fault("tensor 9") {
      $0.tensors.append($0.tensors[2])
      $0.operators.append(
        .maxPool(
          MaxPool(input: 2, output: 9, window: Window(kernelHeight: 1, kernelWidth: 1))))
    },
    Fault("self-test 0") { $0.selfTests[0].outputs.removeLast() },
    Fault("self-test 0") { $0.selfTests[0].outputs[2].append(0) },
    Fault("self-test 0") { $0.selfTests[0].outputs[0][3] = 128 },
    .affine("shape") { $0.input = 0 },
    .affine("multipliers") { $0.multipliers = 1..<33 },
    .affine("offsets") { $0.offsets = 0..<31 },
    .affine("clamp") { $0.outputMaximum = 128 },
    .affine("multiplier of channel 1", 1, 0x7FC0_0000),
    .affine("multiplier of channel 7", 7, 0x0000_0001),
    .affine("multiplier of channel 0", 0, 0x5000_0000),
  ]

  @Test(arguments: faults)
  func faultsAreNamed(fault: Fault) throws {
    var model = ExampleModel.makeMaps()
    fault.change(&model)
    let error = try #require(throws: ModelError.self) { try model.validated() }
    #expect(error.item == fault.item)
  }
}

extension Fault {
  /// Changes the channel affine, operator 5.
  fileprivate static func affine(
    _ item: String, _ change: @escaping @Sendable (inout ChannelAffine) -> Void
  ) -> Fault {
    Fault("operator 5 (channel affine), " + item) { model in
      guard case .channelAffine(var fields) = model.operators[5] else { return }
      change(&fields)
      model.operators[5] = .channelAffine(fields)
    }
  }

  /// Overwrites a channel's multiplier.
  fileprivate static func affine(_ item: String, _ channel: Int, _ bits: UInt32) -> Fault {
    Fault("operator 5 (channel affine), " + item) { model in
      guard case .channelAffine(let fields) = model.operators[5] else { return }
      var bytes = model.constants.copy()
      let place = fields.multipliers.lowerBound + 4 * channel
      bytes.replaceSubrange(place..<place + 4, with: ExampleModel.littleEndian(bits))
      model.constants = ConstantData(bytes)
    }
  }
}
