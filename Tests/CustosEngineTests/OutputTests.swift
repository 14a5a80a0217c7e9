import CustosEngine
import CustosEngineChecks
import CustosModelFile
import Testing

/// Several outputs, maps among them. That their integers are right is checked by `EngineTests`.
@Suite struct OutputTests {
  private static let model = RandomGraph.mapNetwork(seed: 3)

  @Test func outputsAreDescribed() throws {
    let engine = try Engine(model: Self.model.validated())
    #expect(engine.outputs.map(\.kind) == [.map, .map, .logits])
    #expect(engine.outputs.map(\.elementType) == [.int8, .int32, .int32])
    for (output, described) in zip(Self.model.outputs, engine.outputs) {
      let tensor = Self.model.tensors[output.tensor]
      #expect(described.name == output.name)
      #expect(described.height == tensor.height && described.width == tensor.width)
      #expect(described.units.count == tensor.channels)
      #expect(engine.outputIndex(named: output.name) == engine.outputs.firstIndex(of: described))
    }
    #expect(engine.outputs[0].units.allSatisfy { $0 == Self.model.tensors[2].scale })
    #expect(engine.outputs[0].zeroPoint == Self.model.tensors[2].zeroPoint)
    #expect(engine.outputs[2].units == engine.logitScales)
    #expect(engine.outputIndex(named: "nothing") == nil)
  }

  /// The unit of an int32 channel is its multiplier.
  @Test func unitsOfSumsComeFromTheirOperator() throws {
    guard case .convolution(let layer) = Self.model.operators[2] else {
      Issue.record("the third operator is \(Self.model.operators[2].name)")
      return
    }
    let multipliers = Self.model.constants[layer.sum.multipliers].floats()
    #expect(multipliers.count == Self.model.tensors[layer.output].channels)
    #expect(Self.model.units(of: layer.output) == multipliers)
  }

  @Test func rowsAreThoseOfTheWholeOutput() throws {
    let engine = try Engine(model: Self.model.validated())
    let picture = (0..<engine.inputByteCount).map { UInt8($0 * 13 % 256) }
    try engine.run(pixels: picture.span)
    for (index, output) in engine.outputs.enumerated() {
      let whole = engine.values(ofOutput: index)
      let row = output.width * output.channels
      for y in 0..<output.height {
        func expect(_ value: Int32, _ place: Int) { #expect(value == whole[y * row + place]) }
        switch output.elementType {
        case .int8:
          engine.withRow(y, ofInt8Output: index) { span in
            #expect(span.count == row)
            for place in span.indices { expect(Int32(span[place]), place) }
          }
        case .int32:
          engine.withRow(y, ofInt32Output: index) { span in
            #expect(span.count == row)
            for place in span.indices { expect(span[place], place) }
          }
        }
      }
    }
  }

  /// A model of maps alone runs, and cannot label a picture.
  @Test func withoutLogitsThereAreNoLabels() throws {
    var model = Self.model
    model.outputs.removeLast()
    model.operators.removeLast()
    model.tensors.removeLast()
    // Nothing reads what the dense layer read.
    model.outputs.append(
      ModelOutput(name: "rest", tensor: model.tensors.count - 1, kind: .map))
    let engine = try Engine(model: model.validated())
    let picture = [UInt8](repeating: 5, count: engine.inputByteCount)
    try engine.run(pixels: picture.span)
    #expect(engine.withLogits { $0.count } == 0 && engine.probabilities().isEmpty)
    let error = try #require(throws: EngineError.self) { try engine.logits(ofPixels: picture) }
    #expect(error.message.hasPrefix("The model gives map_2, map_3, rest but no logits"))
  }
}
