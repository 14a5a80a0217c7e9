import CustosArchitectures
import CustosNetwork
import CustosPlatform
import Testing

@testable import CustosQuantization

@Suite struct FoldingTests {
  /// Float32 with other orders of sums against double: a few hundred roundings of 2^-24.
  static let tolerance = 1e-4

  static let graphCount = 7

  static func graphs() throws -> [Graph] {
    let scalings = try [ModelConfiguration.vgg16, .denseNet201, .inceptionResNetV2].map {
      try #require($0.imageNetScaling)
    }
    return try [
      ModelConfiguration.vgg4.graph(height: 16, width: 16, classCount: 5),
      ModelConfiguration.vggGlobalAverage.graph(height: 16, width: 16, classCount: 5),
      ModelConfiguration.resNet4.graph(height: 16, width: 16, classCount: 5),
      Fixtures.oddities(), Fixtures.scaled(scalings[0], zeros: 0, border: .same),
      Fixtures.scaled(scalings[1], zeros: 2, border: .valid),
      Fixtures.scaled(scalings[2], zeros: 0, border: .valid),
    ]
  }

  @Test(arguments: 0..<graphCount)
  func foldedLayersGiveTheSameNumbers(graph index: Int) throws {
    let graph = try Self.graphs()[index]
    let seed: UInt64 = 7
    let parameters = try Fixtures.parameters(graph, seed: seed)
    let folded = try GraphFolder.fold(graph, parameters)
    let input = graph.nodes[0].shape
    let image = Fixtures.images(1, height: input.height, width: input.width, seed: seed)[0]
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: 1, mode: .observation,
      pool: try ThreadPool(threadCount: 2))
    network.load(image, at: 0)
    network.forward(count: 1)
    let values = FloatReference.run(folded, image)
    for (layer, value) in zip(folded.layers, values) {
      let expected = try #require(network.activation(of: layer.node)).map(Double.init)
      try #require(expected.count == value.count, "\(layer.name)")
      let largest = expected.reduce(0) { max($0, $1.magnitude) }
      let error = zip(expected, value).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
      #expect(error <= Self.tolerance * largest, "\(graph.name) \(layer.name), seed \(seed)")
    }
    #expect(!folded.layers.contains { $0.name.contains("flatten") })
  }

  @Test func everyPlainPlacementIsFolded() throws {
    let graphs = try Self.graphs()
    // res_net_4 has: input, 2 + 2 * 12 convolutions and 4 in shortcuts, 12 sums, 5 pools, dense.
    let layers = try graphs.map {
      try GraphFolder.fold($0, Fixtures.parameters($0, seed: 1)).layers
    }
    #expect(layers[0].count == 1 + 13 + 5 + 1)
    #expect(layers[1].count == 1 + 13 + 5 + 1 + 1)
    #expect(layers[2].count == 1 + 2 + 2 * 12 + 4 + 12 + 5 + 1)
  }

  /// Only a convolution with padding needs the scaled pixels themselves.
  @Test func scaledPixelsAreTakenInWhereNothingIsPadded() throws {
    let graphs = try Self.graphs()[4...]
    let folded = try graphs.map { try GraphFolder.fold($0, Fixtures.parameters($0, seed: 1)) }
    #expect(folded.map { $0.layers.count } == [5, 5, 4])
    #expect(folded.map { $0.layers[1].name } == ["preprocessing", "preprocessing", "conv2d_1"])
    #expect(folded[2].layers[1].inputs == [0])
  }

  @Test func badWeightsAreNamed() throws {
    let graph = try Fixtures.oddities()
    for (name, value) in [
      ("conv2d_2/kernel", Float.nan), ("dense_1/bias", .infinity),
      ("batch_normalization_1/moving_variance", -1),
    ] {
      let parameters = try Fixtures.parameters(graph, seed: 1)
      var values = try #require(parameters[name])
      values[values.count - 1] = value
      #expect(parameters.set(name, to: values))
      let error = try #require(throws: QuantizationError.self) {
        try GraphFolder.fold(graph, parameters)
      }
      #expect(error.description.hasPrefix("The weights \(name) hold \(value) "))
      #expect(error.exitCode == 65)
    }
  }

  @Test func unknownPlacementsAreNamed() throws {
    var softmax = GraphBuilder(name: "a", height: 4, width: 4)
    let inner = softmax.softmax(softmax.convolution(softmax.input, filters: 2, kernel: 4))
    _ = softmax.softmax(softmax.dense(softmax.flatten(inner), units: 2))

    var padding = GraphBuilder(name: "b", height: 4, width: 4)
    let zeros = padding.zeroPadding(
      padding.convolution(padding.input, filters: 2, kernel: 3),
      Padding(top: 1, left: 1, bottom: 1, right: 1))
    _ = padding.softmax(padding.globalAveragePool(padding.maxPool(zeros, size: 3)))

    var map = GraphBuilder(name: "c", height: 4, width: 4)
    _ = map.relu(map.convolution(map.input, filters: 2, kernel: 3))

    for (builder, layer) in [
      (softmax, "activation_1"), (padding, "max_pooling2d_1"), (map, "activation_1"),
    ] {
      let graph = try builder.build()
      let error = try #require(throws: QuantizationError.self) {
        try GraphFolder.fold(graph, try Fixtures.parameters(graph, seed: 1))
      }
      #expect(error.description.hasPrefix("The layer \(layer) cannot be quantised: "))
    }
  }
}
