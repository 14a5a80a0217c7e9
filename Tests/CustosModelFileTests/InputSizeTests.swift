import CustosEngineChecks
import CustosModelFile
import Testing

/// Models at other sizes of their input, and what their maps see of it.
@Suite struct InputSizeTests {
  @Test func shapesAreInferredAgain() throws {
    for seed in UInt64(1)...20 {
      let model = try RandomGraph.pageNetwork(seed: seed, height: 32, width: 24).validated()
      let larger = try model.resized(height: 44, width: 20)
      // The same network built at that size.
      let built = RandomGraph.pageNetwork(seed: seed, height: 44, width: 20)
      #expect(larger.model.tensors == built.tensors, "seed \(seed)")
      #expect(larger.model.operators == model.model.operators)
      #expect(larger.model.preprocessing == built.preprocessing)
      #expect(try larger.resized(height: 32, width: 24).model.tensors == model.model.tensors)
    }
  }

  @Test func selfTestsAreLeftOut() throws {
    var model = PageModelTests.make()
    let outputs = model.outputs.map { output in
      [Int32](repeating: 0, count: model.tensors[output.tensor].elementCount)
    }
    model.selfTests = [
      SelfTest(
        pixels: [UInt8](repeating: 0, count: model.tensors[0].elementCount), outputs: outputs)
    ]
    #expect(try model.validated().resized(height: 32, width: 32).model.selfTests.isEmpty)
  }

  @Test func operatorsThatFixTheSizeAreNamed() throws {
    var dense = GraphBuilder(height: 4, width: 4, seed: 1)
    dense.dense(0, channels: 3, logits: true)
    var global = GraphBuilder(height: 4, width: 4, seed: 1)
    global.globalSum(0)
    for (graph, name) in [(dense, "operator 0 (dense)"), (global, "operator 0 (global sum)")] {
      let model = try graph.build().validated()
      for size in [4, 8] {
        let error = try #require(throws: ModelError.self) {
          try model.resized(height: size, width: size)
        }
        #expect(error.item == name + ", view of its input", "\(error.message)")
      }
      #expect(throws: ModelError.self) { try model.receptiveFields() }
    }
  }

  @Test func sizesBeyondTheLimitsAreNamed() throws {
    let model = try PageModelTests.make().validated()
    for (height, width) in [(0, 8), (8, -1), (65_540, 4), (Int.max, Int.max), (20_000, 20_000)] {
      #expect(throws: ModelError.self) { try model.resized(height: height, width: width) }
    }
    let page = try PageModel(model)
    let error = try #require(throws: ModelError.self) { try page.resized(height: 30, width: 24) }
    #expect(error.item == "stride, the input's size over the maps'", "\(error.message)")
  }

  /// By hand: window over window.
  @Test func fieldsAreThoseOfTheWindows() throws {
    var graph = GraphBuilder(height: 16, width: 16, seed: 1)
    let first = graph.pool(
      0, window: Window(kernelHeight: 3, kernelWidth: 2, strideY: 2, strideX: 2, paddingBottom: 1),
      average: false)
    let branch = graph.convolve(
      first, channels: 3,
      window: Window(
        kernelHeight: 5, kernelWidth: 1, paddingTop: 1, paddingBottom: 3))
    graph.add(first, branch)
    graph.convolve(
      graph.last, channels: 2,
      window: Window(kernelHeight: 1, kernelWidth: 4, strideX: 3, paddingLeft: 2))
    let model = graph.build(maps: [graph.last])
    var maps = model
    maps.outputs.removeLast()
    let fields = try maps.validated().receptiveFields()
    #expect(
      fields[0]
        == ReceptiveField(
          rows: Reach(stride: 1, first: 0, last: 0), columns: Reach(stride: 1, first: 0, last: 0)))
    #expect(
      fields[1]
        == ReceptiveField(
          rows: Reach(stride: 2, first: 0, last: 2), columns: Reach(stride: 2, first: 0, last: 1)))
    #expect(
      fields[3]
        == ReceptiveField(
          rows: Reach(stride: 2, first: -2, last: 8), columns: Reach(stride: 2, first: 0, last: 1)))
    #expect(
      fields[4]
        == ReceptiveField(
          rows: Reach(stride: 2, first: -2, last: 8), columns: Reach(stride: 6, first: -4, last: 3))
    )
  }

  /// Strides multiply: hostile ones must not overflow.
  @Test func hugeStridesAreNamed() throws {
    var graph = GraphBuilder(height: 1, width: 1, seed: 1)
    for _ in 0..<6 {
      graph.convolve(
        graph.last, channels: 2,
        window: Window(kernelHeight: 1, kernelWidth: 1, strideY: 40_000, strideX: 40_000))
    }
    var model = graph.build(maps: [graph.last])
    model.outputs.removeLast()
    let error = try #require(throws: ModelError.self) { try model.validated().receptiveFields() }
    #expect(error.item == "operator 1 (convolution), stride from the input on", "\(error.message)")
  }
}
