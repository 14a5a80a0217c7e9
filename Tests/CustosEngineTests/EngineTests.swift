import CustosEngine
import CustosKernelChecks
import CustosModel
import Testing

@Suite struct EngineTests {
  static let threadCounts = [1, 2, 4]

  /// Runs a model on every instruction set and number of threads; all must equal the reference.
  static func check(_ model: Model, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let pixels = (0..<model.tensors[0].elementCount).map { _ in UInt8(random.integer(0...255)) }
    let input = pixels.map { Int8(Int($0) - 128) }
    let reference = ReferenceInterpreter(model, input: input)
    for set in InstructionSet.available {
      let keeping = try Engine(model: model, instructionSet: set, keepsActivations: true)
      #expect(try keeping.logits(ofPixels: pixels) == reference.logits, "seed \(seed), \(set)")
      for (index, tensor) in model.tensors.enumerated() where tensor.elementType == .int8 {
        #expect(
          keeping.activation(index).map(Int32.init) == reference.activations[index],
          "seed \(seed), \(set), tensor \(index)")
      }
      for threads in threadCounts {
        let engine = try Engine(model: model, threads: threads, instructionSet: set)
        #expect(engine.arenaByteCount <= keeping.arenaByteCount)
        // Twice: memory that a first run has left behind must not matter.
        for _ in 0..<2 {
          try input.withUnsafeBufferPointer { try engine.run(quantizedInput: $0) }
          #expect(
            [Int32](engine.logits) == reference.logits, "seed \(seed), \(set), \(threads) threads")
        }
      }
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>) func equalsReferenceOnRandomGraphs(seed: UInt64) throws
  {
    try Self.check(RandomGraph.make(seed: seed), seed: seed)
  }

  @Test func equalsReferenceOnResidualNetwork() throws {
    var graph = GraphBuilder(height: 29, width: 15, seed: 7)
    let same3 = Window(
      kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
      paddingRight: 1)
    graph.convolve(
      0, channels: 20,
      window: Window(
        kernelHeight: 7, kernelWidth: 7, strideY: 2, strideX: 2, paddingTop: 3, paddingLeft: 2,
        paddingBottom: 3, paddingRight: 3))
    let trunk = graph.convolve(graph.last, channels: 32, window: same3)
    graph.convolve(trunk, channels: 32, window: same3)
    graph.convolve(graph.last, channels: 32, window: same3)
    let sum = graph.add(trunk, graph.last)
    let pooled = graph.pool(
      sum, window: Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2), average: false)
    let shortcut = graph.convolve(pooled, channels: 48, window: same3)
    graph.convolve(pooled, channels: 48, window: same3)
    graph.convolve(graph.last, channels: 48, window: same3)
    graph.add(shortcut, graph.last)
    graph.pool(
      graph.last, window: Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2),
      average: true)
    graph.dense(graph.last, channels: 14, logits: true)
    try Self.check(graph.build(), seed: 7)
  }

  /// A window narrower than its stride on a map one pixel wide, as res_net_4 at 112x56 ends.
  @Test func equalsReferenceWhenWindowIsClampedToMap() throws {
    var graph = GraphBuilder(height: 3, width: 1, seed: 3)
    graph.convolve(0, channels: 64, window: Window(kernelHeight: 1, kernelWidth: 1))
    graph.pool(
      graph.last, window: Window(kernelHeight: 2, kernelWidth: 1, strideY: 2, strideX: 2),
      average: true)
    graph.dense(graph.last, channels: 14, logits: true)
    try Self.check(graph.build(), seed: 3)
  }

  /// Every sum at its extreme: all inputs -128 against all weights 127 or -127.
  @Test func equalsReferenceOnExtremeSums() throws {
    for (pixel, seed) in [(UInt8(0), UInt64(1)), (255, 2)] {
      var graph = GraphBuilder(height: 8, width: 8, seed: seed)
      graph.convolve(0, channels: 64, window: Window(kernelHeight: 3, kernelWidth: 3))
      graph.dense(graph.last, channels: 5, logits: true)
      let model = graph.build()
      let pixels = [UInt8](repeating: pixel, count: model.tensors[0].elementCount)
      let reference = ReferenceInterpreter(model, input: pixels.map { Int8(Int($0) - 128) })
      for set in InstructionSet.available {
        let engine = try Engine(model: model, instructionSet: set)
        #expect(try engine.logits(ofPixels: pixels) == reference.logits)
      }
    }
  }
}
