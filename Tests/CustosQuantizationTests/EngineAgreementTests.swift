import CustosEngine
import CustosModelFile
import CustosNetwork
import CustosPlatform
import CustosSupport
import Testing

@testable import CustosQuantization

/// The engine that runs on the board against the plain loops of `IntegerReference`.
@Suite struct EngineAgreementTests {
  @Test(arguments: 0..<FoldingTests.graphCount, InstructionSet.available)
  func everyActivationIsEqual(graph index: Int, instructionSet: InstructionSet) throws {
    let graph = try FoldingTests.graphs()[index]
    let (model, _, images) = try ModelQuantizerTests.quantize(graph, seed: 21)
    let expected = IntegerReference.run(model, images[0])
    for threads in [1, 3] {
      let engine = try Engine(
        model: model.validated(), threads: threads, instructionSet: instructionSet,
        keepsActivations: true)
      let logits = try engine.logits(ofPixels: images[0])
      #expect(logits == expected[model.tensors.count - 1], "\(graph.name), \(threads) threads")
      for tensor in model.tensors.indices.dropLast() {
        try #require(
          engine.activation(tensor).map(Int32.init) == expected[tensor],
          "\(graph.name), tensor \(tensor), \(threads) threads")
      }
    }
  }

  @Test func layerNoiseIsMeasuredForEveryActivation() throws {
    let (model, fixture, images) = try ModelQuantizerTests.quantize(Fixtures.oddities(), seed: 21)
    let noise = try LayerNoise.measure(
      graph: fixture.graph, parameters: fixture.parameters, folded: fixture.folded,
      model: model.validated(), patches: images, pool: .init(threadCount: 2))
    #expect(noise.count == model.operators.count - 1)
    for layer in noise {
      let decibels = try #require(layer.ratio.decibels)
      #expect(decibels > ModelQuantizerTests.leastDecibels, "\(layer.layer)")
    }
  }
}
