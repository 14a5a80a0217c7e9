import CustosArchitectures
import CustosModelFile
import CustosNetwork
import CustosPlatform
import Testing

@testable import CustosQuantization

@Suite struct ModelQuantizerTests {
  /// Random weights, no training: seen 34 (res_net_4, 40 steps) to 47 dB (vgg4).
  static let leastDecibels = 30.0

  static func quantize(_ graph: Graph, seed: UInt64, method: RangeMethod = .minmax) throws
    -> (model: Model, fixture: Fixtures.Quantized, images: [[UInt8]])
  {
    let input = graph.nodes[0].shape
    let images = Fixtures.images(8, height: input.height, width: input.width, seed: seed)
    let fixture = try Fixtures.observe(graph, images: images, seed: seed)
    let model = try ModelQuantizer.model(
      fixture.folded, labels: (0..<graph.classCount).map { "label \($0)" },
      preprocessing: Preprocessing(
        cropWidth: 22, cropHeight: 26, networkWidth: input.width, networkHeight: input.height),
      ranges: try fixture.ranges(method))
    return (model.model, fixture, images)
  }

  @Test(arguments: 0..<FoldingTests.graphCount, [RangeMethod.minmax, .percentile(99.999)])
  func integersStandForTheFloatLogits(graph index: Int, method: RangeMethod) throws {
    let graph = try FoldingTests.graphs()[index]
    let seed: UInt64 = 11
    let (model, fixture, images) = try Self.quantize(graph, seed: seed, method: method)
    var expected: [Double] = []
    var found: [Double] = []
    for image in images.prefix(2) {
      expected += try #require(FloatReference.run(fixture.folded, image).last)
      found += IntegerReference.logits(model, IntegerReference.run(model, image))
    }
    let decibels = signalToNoiseDecibels(expected, found)
    #expect(decibels > Self.leastDecibels, "\(graph.name), \(method), seed \(seed)")
  }

  @Test func theSameInputGivesTheSameBytes() throws {
    let first = try Self.quantize(Fixtures.oddities(), seed: 3).model
    let second = try Self.quantize(Fixtures.oddities(), seed: 3).model
    #expect(try ModelWriter.bytes(of: first) == ModelWriter.bytes(of: second))
  }

  /// Weights and ranges given, no float network run: the same bytes on every machine.
  @Test func bytesOfAGivenNetworkNeverChange() throws {
    let graph = try Fixtures.oddities()
    let folded = try GraphFolder.fold(graph, try Fixtures.parameters(graph, seed: 17))
    var ranges: [Int: ClosedRange<Float>] = [:]
    for index in folded.layers.indices { ranges[index] = -Float(index)...Float(3 * index + 1) }
    let model = try ModelQuantizer.model(
      folded, labels: ["a", "b", "c", "d", "e"],
      preprocessing: Preprocessing(
        cropWidth: 22, cropHeight: 26, networkWidth: 11, networkHeight: 13), ranges: ranges)
    let checksum = CRC32.checksum(try ModelWriter.bytes(of: model.model))
    #expect(checksum == 3_976_512_698)
  }

  @Test func maximumsKeepTheScaleOfTheirInput() throws {
    let model = try Self.quantize(Fixtures.oddities(), seed: 3).model
    var count = 0
    for case .maxPool(let step) in model.operators {
      #expect(model.tensors[step.input].scale == model.tensors[step.output].scale)
      count += 1
    }
    #expect(count == 1)
    #expect(model.tensors[0].scale == 1 && model.tensors[0].zeroPoint == -128)
  }

  @Test func aNetworkOfZerosIsQuantised() throws {
    let graph = try Fixtures.oddities()
    let parameters = try Parameters(graph: graph)
    let folded = try GraphFolder.fold(graph, parameters)
    let images = Fixtures.images(2, height: 13, width: 11, seed: 1)
    let observer = try ActivationObserver(
      graph: graph, parameters: parameters, folded: folded,
      pool: try ThreadPool(threadCount: 1))
    try observer.observe(images)
    let fixture = Fixtures.Quantized(
      graph: graph, parameters: parameters, folded: folded, table: observer.ranges())
    let model = try ModelQuantizer.model(
      folded, labels: ["a", "b", "c", "d", "e"],
      preprocessing: Preprocessing(
        cropWidth: 22, cropHeight: 26, networkWidth: 11, networkHeight: 13),
      ranges: try fixture.ranges(.minmax)
    ).model
    let logits = IntegerReference.logits(model, IntegerReference.run(model, images[0]))
    #expect(logits == [0, 0, 0, 0, 0])
  }

  @Test func activationsThatAreNotFiniteAreNamed() throws {
    let graph = try Fixtures.oddities()
    let parameters = try Fixtures.parameters(graph, seed: 1)
    let huge = [Float](repeating: 3e38, count: 6)
    #expect(parameters.set("conv2d_1/bias", to: huge))
    #expect(parameters.set("batch_normalization_1/gamma", to: huge))
    let observer = try ActivationObserver(
      graph: graph, parameters: parameters, folded: try GraphFolder.fold(graph, parameters),
      pool: try ThreadPool(threadCount: 1))
    let error = try #require(throws: QuantizationError.self) {
      try observer.observe(Fixtures.images(1, height: 13, width: 11, seed: 1))
    }
    #expect(error.description.hasPrefix("The layer activation_1 gives inf on a calibration patch"))
  }
}

extension Fixtures.Quantized {
  func ranges(_ method: RangeMethod) throws -> [Int: ClosedRange<Float>] {
    try CalibrationTable(
      network: graph.name, height: graph.nodes[0].shape.height, width: graph.nodes[0].shape.width,
      modelDigest: "00000000", method: method, patchCount: 8, patchDigest: "00000000",
      patchWidth: 22, patchHeight: 26, seed: 0,
      layers: table
    ).ranges(for: folded, of: graph, method: method, file: "c.json")
  }
}
