import CustosNetwork
import CustosPlatform
import CustosTestRandom
import Testing

/// Every layer's output and gradient against its definition in double: outputs from plain loops,
/// gradients from central differences of those.
@Suite struct GradientTests {
  /// A layer between two convolutions, so that its gradient reaches weights on its input's side.
  enum Subject: String, CaseIterable {
    case convolution3x3, convolution7x7Stride2, convolutionValid, convolution1x1Stride2
    case convolution1x7, convolutionWithoutBias, normalization, normalizationAndRelu
    case normalizationWithoutScale, relu, addScaled, addToItself, concatenate, zeroPadding
    case scaledPixels, maxPool, maxPoolSame3, averagePool, averagePoolSame3, clampedPool
    case winograd, winogradOfASharedMap, normalizationOfARelu
  }

  /// Step of the differences: truncation about 1e-8, cancellation about 1e-11.
  static let difference = 1e-4
  /// float32 against double, relative to the largest element of a tensor.
  static let outputTolerance = 1e-5
  static let gradientTolerance = 1e-4

  static func graph(_ subject: Subject) throws -> Graph {
    var builder = GraphBuilder(name: subject.rawValue, height: 9, width: 7)
    let first = builder.convolution(builder.input, filters: 5, kernel: 3)
    let middle: GraphBuilder.Layer =
      switch subject {
      case .convolution3x3: builder.convolution(first, filters: 4, kernel: 3)
      case .convolution7x7Stride2: builder.convolution(first, filters: 4, kernel: 7, stride: 2)
      case .convolutionValid:
        builder.convolution(first, filters: 4, kernel: 3, stride: 2, border: .valid)
      case .convolution1x1Stride2: builder.convolution(first, filters: 4, kernel: 1, stride: 2)
      case .convolution1x7: builder.convolution(first, filters: 4, kernel: (1, 7))
      case .convolutionWithoutBias:
        builder.convolution(first, filters: 4, kernel: 1, bias: false)
      case .normalization: builder.batchNormalization(first)
      case .normalizationAndRelu: builder.relu(builder.batchNormalization(first))
      case .normalizationWithoutScale: builder.batchNormalization(first, scale: false)
      case .relu: builder.relu(first)
      case .addScaled:
        builder.add(first, builder.convolution(first, filters: 5, kernel: 1), scale: 0.3)
      case .addToItself: builder.add(first, first, scale: -0.5)
      case .concatenate:
        builder.concatenate([first, builder.convolution(first, filters: 3, kernel: 1), first])
      case .zeroPadding:
        builder.zeroPadding(first, Padding(top: 2, left: 1, bottom: 0, right: 3))
      case .scaledPixels:
        builder.convolution(
          builder.scaledPixels(
            PixelScaling(sources: [2, 0, 1], factors: [0.5, 2, 1], shifts: [-1, 0.25, 3])),
          filters: 5, kernel: 3)
      case .maxPool: builder.maxPool(first)
      case .maxPoolSame3: builder.maxPool(first, size: 3, stride: 2, border: .same)
      case .averagePool: builder.averagePool(first)
      case .averagePoolSame3: builder.averagePool(first, size: 3, stride: 1, border: .same)
      case .winograd:
        builder.relu(builder.convolution(wide(&builder, first), filters: 16, kernel: 3))
      case .winogradOfASharedMap: sharedMap(&builder, first)
      case .normalizationOfARelu:
        builder.relu(
          builder.batchNormalization(builder.relu(builder.batchNormalization(first))))
      case .clampedPool: builder.maxPool(builder.averagePool(first, size: 9, stride: 1))
      }
    let last = builder.convolution(middle, filters: 3, kernel: 1)
    let dense = builder.dense(builder.flatten(last), units: 4)
    _ = builder.softmax(builder.add(dense, builder.globalAveragePool(widened(&builder, last))))
    return try builder.build()
  }

  private static func wide(
    _ builder: inout GraphBuilder, _ layer: GraphBuilder.Layer
  ) -> GraphBuilder.Layer {
    builder.convolution(layer, filters: 16, kernel: 1)
  }

  /// A map whose gradient comes from two convolutions.
  private static func sharedMap(
    _ builder: inout GraphBuilder, _ layer: GraphBuilder.Layer
  ) -> GraphBuilder.Layer {
    let map = wide(&builder, layer)
    let first = builder.convolution(map, filters: 16, kernel: 3)
    return builder.add(first, builder.convolution(map, filters: 16, kernel: 3, bias: false))
  }

  /// A second way to the output, through global pooling.
  private static func widened(
    _ builder: inout GraphBuilder, _ layer: GraphBuilder.Layer
  ) -> GraphBuilder.Layer {
    builder.convolution(layer, filters: 4, kernel: 1)
  }

  @Test(arguments: Subject.allCases, [1, 3])
  func layer(subject: Subject, threads: Int) throws {
    let seed: UInt64 = 7
    var random = SeededRandom(seed: seed)
    let graph = try Self.graph(subject)
    let parameters = try Parameters(graph: graph)
    for parameter in parameters.layout {
      let values = (0..<parameter.count).map { _ in Float.random(in: -0.5...0.5, using: &random) }
      #expect(parameters.set(parameter.name, to: values))
    }
    let count = 3
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: count, mode: .training,
      pool: try ThreadPool(threadCount: threads), convolutions: .winograd,
      recomputing: threads == 3)
    let images = (0..<count * network.imageSize).map { _ in
      Float.random(in: -1...1, using: &random)
    }
    for image in 0..<count {
      let size = network.imageSize
      network.load(Array(images[image * size..<(image + 1) * size]), at: image)
    }
    let labels = [1, 3, 0]
    let weights: [Float] = [1, 0.5, 2]
    try expectOutputs(network, images, seed)
    network.forward(count: count, training: true)
    let loss = SoftmaxCrossEntropy(of: graph.outputs[0]).lossAndGradient(
      network, labels: labels, weights: weights)
    try network.backward()

    var reference = ReferenceNetwork(graph, parameters)
    let doubles = images.map(Double.init)
    #expect(abs(loss.mean - reference.loss(doubles, labels: labels, weights: weights)) < 1e-5)

    for parameter in parameters.layout where parameter.role.isTrainable {
      let name = parameter.name
      let found = try #require(network.gradient(named: name))
      let scale = Double(max(found.map(abs).max() ?? 0, 1e-3))
      for place in stride(from: 0, to: parameter.count, by: max(1, parameter.count / 9)) {
        let value = reference.parameters[name]?[place] ?? 0
        reference.parameters[name]?[place] = value + Self.difference
        let above = reference.loss(doubles, labels: labels, weights: weights)
        reference.parameters[name]?[place] = value - Self.difference
        let below = reference.loss(doubles, labels: labels, weights: weights)
        reference.parameters[name]?[place] = value
        let expected = (above - below) / (2 * Self.difference)
        #expect(
          abs(Double(found[place]) - expected) <= Self.gradientTolerance * scale,
          "\(name)[\(place)], seed \(seed)")
      }
    }
  }

  /// Outputs of all layers, which only a network made for observation keeps.
  private func expectOutputs(_ network: Network, _ images: [Float], _ seed: UInt64) throws {
    let graph = network.graph
    let count = images.count / network.imageSize
    let observer = try Network(
      graph: graph, parameters: network.parameters, batchSize: count, mode: .observation,
      pool: try ThreadPool(threadCount: 2), convolutions: .winograd)
    observer.withInput { _ = $0.update(fromContentsOf: images) }
    observer.forward(count: count, training: true)
    let outputs = ReferenceNetwork(graph, network.parameters).forward(
      images.map(Double.init), count: count)
    for index in graph.nodes.indices {
      let found = try #require(observer.activation(of: index))
      let scale = outputs[index].map(abs).max() ?? 1
      let worst = zip(found, outputs[index]).map { abs(Double($0) - $1) }.max() ?? 0
      #expect(worst <= Self.outputTolerance * scale, "\(graph.nodes[index].name), seed \(seed)")
    }
  }
}
