import CustosArchitectures
import CustosModelFile
import CustosNetwork
import CustosPlatform
import Testing

@testable import CustosEngine
@testable import CustosQuantization

/// The networks that the original starts from given weights, in int8, at about their least size and with
/// random weights and statistics.
@Suite struct LargeNetworkTests {
  /// A network, the side of its pictures, and what it is made of.
  struct Sample: CustomTestStringConvertible, Sendable {
    let configuration: ModelConfiguration
    let side: Int
    /// How many operators there are of each kind.
    let operators: [String: Int]
    /// How many maps its concatenations are written into: one a dense block.
    var joinedMaps = 0

    var testDescription: String { configuration.rawValue }

    func graph() throws -> Graph {
      try configuration.graph(height: side, width: side, classCount: 5)
    }
  }

  private static let inception = [
    "convolution": 244, "add": 40, "concatenate": 43, "max pool": 4, "average pool": 2, "dense": 1,
  ]
  static let samples = [
    Sample(
      configuration: .vgg16, side: 32,
      operators: ["convolution": 14, "max pool": 5, "global sum": 1]),
    Sample(
      configuration: .resNet50, side: 32,
      operators: ["convolution": 54, "add": 16, "max pool": 1, "global sum": 1]),
    Sample(
      configuration: .denseNet201, side: 32,
      operators: [
        "convolution": 201, "channel affine": 102, "concatenate": 98, "max pool": 1,
        "average pool": 3, "global sum": 1,
      ], joinedMaps: 4),
    Sample(configuration: .inceptionResNetV2, side: 75, operators: inception, joinedMaps: 43),
    Sample(
      configuration: .inceptionResNetV2Pretrained, side: 75,
      operators: [
        "convolution": 245, "add": 40, "concatenate": 43, "max pool": 4, "average pool": 1,
        "global sum": 1,
      ], joinedMaps: 43),
  ]

  /// Each of up to 250 layers one behind the other rounds to 8 bits, which leaves some 40 dB; so many
  /// times the noise are 24 dB more.
  private static let leastDecibels = 15.0

  @Test(arguments: samples)
  func everyKernelGivesTheSameLogitsCloseToTheFloatNetwork(sample: Sample) throws {
    let graph = try sample.graph()
    let (model, fixture, images) = try ModelQuantizerTests.quantize(graph, seed: 21)
    try expectEverythingFoldedAndJoinedInPlace(model, sample)
    let validated = try model.validated()
    let scalar = try Engine(model: validated, threads: 2, instructionSet: .scalar)
    let expected = try scalar.logits(ofPixels: images[0])
    for set in InstructionSet.available where set != .scalar {
      for threads in [1, 4] {
        let engine = try Engine(model: validated, threads: threads, instructionSet: set)
        #expect(
          try engine.logits(ofPixels: images[0]) == expected, "\(set.name), \(threads) threads")
      }
    }
    let network = try Network(
      graph: graph, parameters: fixture.parameters, batchSize: 1, mode: .observation,
      pool: try ThreadPool(threadCount: 2))
    network.load(images[0], at: 0)
    network.forward(count: 1)
    let signal = try #require(network.activation(of: graph.logits)).map(Double.init)
    let found = zip(expected, scalar.logitScales).map { Double($0) * Double($1) }
    let decibels = signalToNoiseDecibels(signal, found)
    #expect(decibels > Self.leastDecibels, "seed 21")
  }

  /// Batch normalisations, paddings and ReLUs that remain would be operators of their own; only DenseNet
  /// normalises before it convolves. No concatenation copies anything.
  private func expectEverythingFoldedAndJoinedInPlace(_ model: Model, _ sample: Sample) throws {
    var counts: [String: Int] = [:]
    for modelOperator in model.operators { counts[modelOperator.name, default: 0] += 1 }
    #expect(counts == sample.operators)

    let kernels = try #require(InstructionSet.scalar.kernels)
    let plan = ExecutionPlan(
      model, kernels: kernels, threads: 1, algorithm: .fastest, concatenation: .inPlace,
      keepsActivations: false)
    #expect(!plan.operators.contains { $0.modelOperator.name == "concatenate" })
    var maps: Set<Int> = []
    for case .concatenate(let join) in model.operators {
      maps.insert(plan.places.memory(of: join.output).tensor)
    }
    #expect(maps.count == sample.joinedMaps)
  }
}
