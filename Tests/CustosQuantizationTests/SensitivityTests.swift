import CustosArchitectures
import CustosModelFile
import CustosNetwork
import CustosPlatform
import Foundation
import Testing

@testable import CustosQuantization
@testable import CustosSupport

@Suite struct SensitivityTests {
  /// Float32 and double put a value that lies between two integers on different sides now and then; that
  /// is far less noise than rounding all values.
  static let decibelTolerance = 0.5

  /// A graph in int8, with what the float network says about some images.
  private struct Case {
    let folded: FoldedGraph
    let model: Model
    let images: [[UInt8]]
    let expected: [[Double]]

    init(_ graph: Graph, seed: UInt64) throws {
      let (model, fixture, images) = try ModelQuantizerTests.quantize(graph, seed: seed)
      (self.model, folded) = (model, fixture.folded)
      self.images = Array(images.prefix(3))
      expected = self.images.map { FloatReference.run(fixture.folded, $0).last ?? [] }
    }

    /// The float network's labels, but for the first image.
    var truth: [Int] {
      let labels = expected.map { logits in
        logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
      }
      return [(labels[0] + 1) % expected[0].count] + labels.dropFirst()
    }

    func measure() throws -> (result: Sensitivity, passes: Int, progress: Int) {
      var measurement = try SensitivityMeasurement(
        folded, model, pool: try ThreadPool(threadCount: 2))
      var progress = 0
      measurement.run(images, truth: truth) { progress += $0 }
      return (measurement.result, measurement.passCount, progress)
    }

    /// The ratio by plain loops in double precision: some layers' weights and outputs as int8 has them.
    func decibels(weights: Set<Int>, activations: Set<Int>) throws -> Double? {
      var layers = folded.layers
      for index in weights { layers[index].dequantize(model, index) }
      let graph = FoldedGraph(name: folded.name, layers: layers)
      var ratio = SignalToNoise()
      for (image, expected) in zip(images, expected) {
        let values = FloatReference.run(graph, image) { index, values in
          guard activations.contains(index) else { return values }
          let tensor = model.tensors[index]
          return values.map { value in
            let integer = (value / Double(tensor.scale)).rounded(.toNearestOrEven)
            let zero = Double(tensor.zeroPoint)
            return Double(tensor.scale) * min(max(integer, -128 - zero), 127 - zero)
          }
        }
        for (value, other) in zip(centered(expected), centered(values.last ?? [])) {
          ratio.add(value, other)
        }
      }
      return ratio.decibels
    }
  }

  @Test(arguments: 0..<4)
  func theFoldedNetworkGivesTheSameNumbers(graph index: Int) throws {
    let graph = try FoldingTests.graphs()[index]
    let folded = try GraphFolder.fold(graph, try Fixtures.parameters(graph, seed: 8))
    let input = graph.nodes[0].shape
    let image = Fixtures.images(1, height: input.height, width: input.width, seed: 8)[0]
    let float = try FoldedNetwork(folded)
    let network = try Network(
      graph: float.graph, parameters: float.parameters, batchSize: 1, mode: .observation,
      pool: try ThreadPool(threadCount: 2))
    network.load(image, at: 0)
    network.forward(count: 1)
    for (place, value) in FloatReference.run(folded, image).enumerated() {
      let found = try #require(network.activation(of: float.output[place])).map(Double.init)
      try #require(found.count == value.count)
      let largest = value.reduce(0) { max($0, $1.magnitude) }
      let error = zip(found, value).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
      #expect(error <= FoldingTests.tolerance * largest, "\(folded.layers[place].name)")
    }
  }

  /// What is simulated is what the integers of the model give.
  @Test(arguments: 0..<4)
  func allLayersTogetherCostWhatTheModelCosts(graph index: Int) throws {
    let example = try Case(FoldingTests.graphs()[index], seed: 6)
    var ratio = SignalToNoise()
    for (image, expected) in zip(example.images, example.expected) {
      let found = IntegerReference.logits(example.model, IntegerReference.run(example.model, image))
      for (value, other) in zip(centered(expected), centered(found)) { ratio.add(value, other) }
    }
    let expected = try #require(ratio.decibels)
    let found = try #require(try example.measure().result.all.logits.decibels)
    #expect(abs(found - expected) < 1, "\(found) dB where the integers give \(expected)")
  }

  @Test func everyRowIsWhatPlainLoopsGive() throws {
    let example = try Case(Fixtures.oddities(), seed: 6)
    let (result, passes, progress) = try example.measure()
    #expect(progress == passes * example.images.count)
    #expect(result.pictureCount == 3 && result.floatCorrect == 2)
    let layers = example.folded.layers
    let weighted = Set(layers.indices.filter { layers[$0].weights != nil })
    let rounded = Set(
      layers.indices.dropLast().filter { index in
        switch layers[index].operation {
        case .input, .maxPool, .concatenate: false
        default: true
        }
      })
    func check(
      _ cost: LayerCost?, _ weights: Set<Int>, _ activations: Set<Int>, _ name: String
    ) throws {
      let expected = try #require(
        try example.decibels(weights: weights, activations: activations))
      let found = try #require(cost?.logits.decibels)
      #expect(abs(found - expected) < Self.decibelTolerance, "\(name): \(found), \(expected)")
    }
    try check(result.all, weighted, rounded, "all")
    try check(result.allWeights, weighted, [], "all weights")
    try check(result.allActivations, [], rounded, "all activations")
    let measured = weighted.union(rounded).sorted()
    #expect(result.rows.map(\.layer) == measured.map { layers[$0].name })
    for (index, row) in zip(measured, result.rows) {
      let own: Set<Int> = [index]
      try check(row.alone, own.intersection(weighted), own.intersection(rounded), row.layer)
      try check(row.allBut, weighted.subtracting(own), rounded.subtracting(own), row.layer)
      #expect((row.weights != nil) == weighted.contains(index))
      #expect((row.activations != nil) == rounded.contains(index))
      if weighted.contains(index) { try check(row.weights, own, [], row.layer) }
      if rounded.contains(index) { try check(row.activations, [], own, row.layer) }
    }
  }

  @Test func theCostliestLayerIsTheNoisiest() throws {
    let (result, _, _) = try Case(Fixtures.oddities(), seed: 6).measure()
    let all = result.costliest(99).compactMap { $0.alone.logits.decibels }
    #expect(all == all.sorted() && all.count == result.rows.count)
    #expect(result.costliest(2).map(\.layer) == result.costliest(99).prefix(2).map(\.layer))
    let line = try result.jsonLines(model: "m", float: "f", seq: 4).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(line.count == result.rows.count + 1)
    #expect(line.map { $0["seq"] as? Int } == Array(4..<4 + line.count))
    #expect(line[0]["layer"] == nil && line[1]["layer"] as? String == result.rows[0].layer)
    #expect(result.cells.allSatisfy { $0.count == Sensitivity.columns.count })
    #expect(result.text.contains(result.rows[0].layer))
  }

  @Test func modelsOfOtherNetworksAreRefused() throws {
    let example = try Case(Fixtures.oddities(), seed: 6)
    let other = try Case(FoldingTests.graphs()[0], seed: 6)
    #expect(throws: QuantizationError.self) {
      try SensitivityMeasurement(other.folded, example.model, pool: ThreadPool(threadCount: 1))
    }
  }
}

private func centered(_ values: [Double]) -> [Double] {
  let mean = values.reduce(0, +) / Double(values.count)
  return values.map { $0 - mean }
}

extension FoldedLayer {
  /// Puts what the model's integers stand for in the place of the weights and the bias.
  fileprivate mutating func dequantize(_ model: Model, _ index: Int) {
    let input = model.tensors[inputs[0]]
    let isLast = model.tensors[index].elementType == .int32
    guard var weights else { return }
    let quantized = QuantizedWeights(
      weights, input: AffineParameters(scale: input.scale, zeroPoint: input.zeroPoint),
      outputScale: isLast ? nil : model.tensors[index].scale)
    for channel in 0..<weights.outputs {
      let unit =
        Double(quantized.multipliers[channel]) * (isLast ? 1 : Double(model.tensors[index].scale))
      var sum = 0
      for place in channel * weights.inputs..<(channel + 1) * weights.inputs {
        weights.weights[place] = Double(quantized.weights[place]) * unit / Double(input.scale)
        sum += Int(quantized.weights[place])
      }
      weights.bias[channel] =
        Double(Int(quantized.bias[channel]) + Int(input.zeroPoint) * sum) * unit
    }
    switch operation {
    case .convolution(let window, _): operation = .convolution(window, weights)
    case .dense: operation = .dense(weights)
    default: break
    }
  }
}
