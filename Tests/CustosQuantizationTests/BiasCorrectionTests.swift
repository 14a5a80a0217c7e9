import CustosModelFile
import CustosNetwork
import CustosPlatform
import Testing

@testable import CustosQuantization

@Suite struct BiasCorrectionTests {
  /// The float network's activations have relative errors of some 2^-20, and so have means of them.
  static let tolerance = 1e-4

  private static func rounded(_ weights: FoldedWeights) -> FoldedWeights {
    var result = weights
    for channel in 0..<weights.outputs {
      let places = channel * weights.inputs..<(channel + 1) * weights.inputs
      let scale = weights.weights[places].map(\.magnitude).reduce(0, max) / 127
      for place in places where scale > 0 {
        result.weights[place] = (weights.weights[place] / scale).rounded(.toNearestOrEven) * scale
      }
    }
    return result
  }

  private static func replacing(
    _ graph: FoldedGraph, _ index: Int, _ change: (FoldedWeights) -> FoldedWeights
  ) -> FoldedGraph {
    var layers = graph.layers
    layers[index].hasRelu = false
    switch layers[index].operation {
    case .convolution(let window, let weights):
      layers[index].operation = .convolution(window, change(weights))
    case .dense(let weights): layers[index].operation = .dense(change(weights))
    default: break
    }
    return FoldedGraph(name: graph.name, layers: layers)
  }

  /// For each channel the mean over images and pixels of a layer's output.
  private static func means(_ graph: FoldedGraph, _ index: Int, _ images: [[UInt8]]) -> [Double] {
    let channels = graph.layers[index].shape.channels
    var sums = [Double](repeating: 0, count: channels)
    var count = 0.0
    for image in images {
      let values = FloatReference.run(graph, image)[index]
      for (place, value) in values.enumerated() { sums[place % channels] += value }
      count += Double(values.count / channels)
    }
    return sums.map { $0 / count }
  }

  /// Each layer with rounded weights on the float network's inputs, by plain loops.
  @Test(arguments: [1, 3])
  func errorsAreThoseOfRoundedWeights(threads: Int) throws {
    let graph = try Fixtures.oddities()
    let images = Fixtures.images(5, height: 13, width: 11, seed: 4)
    let parameters = try Fixtures.parameters(graph, seed: 4)
    let folded = try GraphFolder.fold(graph, parameters)
    let observer = try ActivationObserver(
      graph: graph, parameters: parameters, folded: folded, batchSize: 2,
      pool: try ThreadPool(threadCount: threads))
    try observer.observe(images)
    let errors = observer.weightErrors()
    let weighted = folded.layers.indices.filter { folded.layers[$0].weights != nil }
    #expect(errors.map(\.layer) == weighted.map { folded.layers[$0].name })
    #expect(errors.count == 5)
    for (index, found) in zip(weighted, errors) {
      let float = Self.means(Self.replacing(folded, index) { $0 }, index, images)
      let int8 = Self.means(Self.replacing(folded, index, Self.rounded), index, images)
      let largest = float.map(\.magnitude).reduce(0, max)
      for (channel, error) in found.means.enumerated() {
        let expected = int8[channel] - float[channel]
        #expect((Double(error) - expected).magnitude <= Self.tolerance * largest, "\(found.layer)")
      }
      #expect(found.means.contains { Double($0.magnitude) > Self.tolerance * largest })
    }
  }

  @Test func whatIsTakenOffTheBiasesIsTheError() throws {
    let graph = try Fixtures.oddities()
    let images = Fixtures.images(5, height: 13, width: 11, seed: 4)
    let fixture = try Fixtures.observe(graph, images: images, seed: 4)
    var table = try CalibrationTableTests.table()
    let weighted = fixture.folded.layers.indices.filter {
      fixture.folded.layers[$0].weights != nil
    }
    table.weightErrors = weighted.map { index in
      let layer = fixture.folded.layers[index]
      return WeightError(
        layer: layer.name, means: (0..<layer.shape.channels).map { Float($0) * 0.25 - 1 })
    }
    let corrected = try fixture.folded.correctingBiases(table, file: "c.json")
    for index in weighted {
      let before = try #require(fixture.folded.layers[index].weights)
      let after = try #require(corrected.layers[index].weights)
      #expect(after.weights == before.weights)
      for channel in before.bias.indices {
        #expect(after.bias[channel] == before.bias[channel] - (Double(channel) * 0.25 - 1))
      }
    }
  }

  @Test func errorsOfOtherLayersAreRefused() throws {
    let graph = try Fixtures.oddities()
    let folded = try GraphFolder.fold(graph, try Fixtures.parameters(graph, seed: 1))
    var table = try CalibrationTableTests.table()
    let errors = folded.layers.filter { $0.weights != nil }.map {
      WeightError(layer: $0.name, means: [Float](repeating: 0, count: $0.shape.channels))
    }
    var short = errors
    short[1].means.removeLast()
    for (wrong, reason) in [
      (Array(errors.reversed()), "of other layers"), (Array(errors.dropLast()), "of other layers"),
      (short, "weight errors of \(errors[1].layer) where the layer has"),
    ] {
      table.weightErrors = wrong
      let error = try #require(throws: QuantizationError.self) {
        try folded.correctingBiases(table, file: "c.json")
      }
      #expect(error.description.hasPrefix("c.json does not belong to this model: "))
      #expect(error.description.contains(reason))
    }
    table.weightErrors = errors
    _ = try folded.correctingBiases(table, file: "c.json")
  }
}
