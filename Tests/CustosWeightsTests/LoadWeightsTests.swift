import CustosNetwork
import CustosTestRandom
import Testing

@testable import CustosWeights

/// Weights from a source with other names, orders and heads.
@Suite struct LoadWeightsTests {
  /// A source in memory.
  private struct Memory: WeightSource {
    let origin = "memory"
    var tensors: [String: (shape: [Int], values: [Float])]

    var names: [String] { tensors.keys.sorted() }
    func shape(of name: String) -> [Int]? { tensors[name]?.shape }
    func copy(
      _ name: String, to target: UnsafeMutableBufferPointer<Float>
    ) throws(WeightsError) {
      guard let tensor = tensors[name], tensor.values.count == target.count else {
        throw .missing(path: origin, tensor: name, expected: [target.count])
      }
      _ = target.update(fromContentsOf: tensor.values)
    }
  }

  private static func graph(classes: Int = 4) throws -> Graph {
    var builder = GraphBuilder(name: "small", height: 3, width: 2)
    let body = builder.relu(
      builder.batchNormalization(
        builder.convolution(builder.input, filters: 5, kernel: (3, 1), name: "stem")))
    _ = builder.softmax(builder.dense(builder.flatten(body), units: classes, name: "head"))
    return try builder.build()
  }

  private static func parameters(_ graph: Graph, seed: UInt64) throws -> Parameters {
    var random = SeededRandom(seed: seed)
    let parameters = try Parameters(graph: graph)
    for parameter in parameters.layout {
      _ = parameters.set(
        parameter.name,
        to: (0..<parameter.count).map { _ in Float.random(in: -1...1, using: &random) })
    }
    return parameters
  }

  private static func source(_ parameters: Parameters) -> Memory {
    var memory = Memory(tensors: [:])
    for parameter in parameters.layout {
      memory.tensors[parameter.name] = (parameter.shape, parameters[parameter.name] ?? [])
    }
    return memory
  }

  /// The elements of a row-major tensor with its dimensions exchanged, by its definition.
  private static func turned(_ values: [Float], _ shape: [Int], _ order: [Int]) -> [Float] {
    let sizes = order.map { shape[$0] }
    return (0..<values.count).map { index in
      var rest = index
      var places = [Int](repeating: 0, count: shape.count)
      for axis in sizes.indices.reversed() {
        places[order[axis]] = rest % sizes[axis]
        rest /= sizes[axis]
      }
      return values[zip(places, shape).reduce(0) { $0 * $1.1 + $1.0 }]
    }
  }

  @Test func ownWeightsAreReadAsTheyAre() throws {
    let graph = try Self.graph()
    let (from, to) = try (Self.parameters(graph, seed: 1), Self.parameters(graph, seed: 2))
    let result = try loadWeights(from: Self.source(from), into: to)
    #expect(result.loaded == graph.parameters.map(\.name))
    #expect(result.left.isEmpty && result.unexpected.isEmpty)
    #expect(to.snapshot() == from.snapshot())
  }

  /// As PyTorch writes them: other names, kernels `[C_out, C_in, KH, KW]`, dense kernels
  /// `[units, C * H * W]`.
  @Test func otherNamesAndOrders() throws {
    let graph = try Self.graph()
    let (from, to) = try (Self.parameters(graph, seed: 1), Self.parameters(graph, seed: 2))
    let names = [
      "stem/kernel": "conv.weight", "stem/bias": "conv.bias", "head/kernel": "fc.weight",
      "head/bias": "fc.bias", "batch_normalization_1/gamma": "bn.weight",
      "batch_normalization_1/beta": "bn.bias",
      "batch_normalization_1/moving_mean": "bn.running_mean",
      "batch_normalization_1/moving_variance": "bn.running_var",
    ]
    var memory = Memory(tensors: ["bn.num_batches_tracked": ([], [7])])
    for parameter in from.layout {
      var shape = parameter.shape
      var values = try #require(from[parameter.name])
      if parameter.name == "stem/kernel" {
        values = Self.turned(values, shape, [3, 2, 0, 1])
        shape = [3, 2, 0, 1].map { shape[$0] }
      } else if parameter.name == "head/kernel" {
        // [H, W, C, units] to [units, C, H, W].
        values = Self.turned(values, [3, 2, 5, 4], [3, 2, 0, 1])
        shape = [4, 5 * 3 * 2]
      }
      memory.tensors[try #require(names[parameter.name])] = (shape, values)
    }
    let map = NameMap { parameter in
      guard let name = names[parameter.name] else { return nil }
      switch parameter.name {
      case "stem/kernel": return .init(name, order: [2, 3, 1, 0])
      case "head/kernel": return .init(name, view: [4, 5, 3, 2], order: [2, 3, 1, 0])
      default: return .init(name)
      }
    }
    #expect(throws: WeightsError.unexpected(path: "memory", tensor: "bn.num_batches_tracked")) {
      try loadWeights(from: memory, into: to, map: map)
    }
    let result = try loadWeights(
      from: memory, into: to, map: map, policy: LoadPolicy(allowsUnexpected: true))
    #expect(result.unexpected == ["bn.num_batches_tracked"])
    #expect(to.snapshot() == from.snapshot())

    let wrong = NameMap {
      $0.name == "stem/kernel" ? .init("conv.weight", order: [0, 1]) : map.entry(for: $0)
    }
    let error = #expect(throws: WeightsError.self) {
      try matchWeights(of: graph.parameters, in: memory, map: wrong)
    }
    #expect(error?.description.contains("correct the name map") == true)
    let other = NameMap { $0.name == "stem/kernel" ? .init("conv.weight") : map.entry(for: $0) }
    #expect(
      throws: WeightsError.wrongShape(
        path: "memory", tensor: "conv.weight", expected: [3, 1, 3, 5], found: [5, 3, 3, 1])
    ) {
      try matchWeights(of: graph.parameters, in: memory, map: other)
    }
  }

  /// A head for other classes stays as it was drawn; so does one for other labels of the same number.
  @Test(arguments: [(4, false), (6, false), (4, true)])
  func theHeadIsLeft(classes: Int, otherLabels: Bool) throws {
    let graph = try Self.graph()
    let from = try Self.parameters(Self.graph(classes: classes), seed: 1)
    let to = try Self.parameters(graph, seed: 2)
    let drawn = try Self.parameters(graph, seed: 2)
    let policy = LoadPolicy.startingWeights(of: graph, otherLabels: otherLabels)
    let result = try loadWeights(from: Self.source(from), into: to, policy: policy)
    let isLeft = classes != 4 || otherLabels
    let head = ["head/kernel", "head/bias"]
    #expect(graph.headParameters.map(\.name) == head)
    #expect(result.left.map(\.name) == (isLeft ? head : []))
    if otherLabels { #expect(result.left.allSatisfy { $0.reason == .skipped }) }
    if classes == 6 { #expect(result.left[1].reason == .otherShape([6])) }
    for parameter in graph.parameters {
      let expected = head.contains(parameter.name) && isLeft ? drawn : from
      #expect(to[parameter.name] == expected[parameter.name], "\(parameter.name)")
    }
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let graph = try Self.graph()
    let good = try Self.source(Self.parameters(graph, seed: 1))
    let to = try Self.parameters(graph, seed: 2)
    let before = to.snapshot()
    func refusal(
      _ policy: LoadPolicy = .startingWeights(of: graph, otherLabels: false),
      _ change: (inout Memory) -> Void
    ) -> WeightsError? {
      var memory = good
      change(&memory)
      do throws(WeightsError) {
        try loadWeights(from: memory, into: to, policy: policy)
        return nil
      } catch {
        #expect(error.description.hasPrefix("memory cannot be used: "))
        #expect(error.description.hasSuffix(".") && error.exitCode == 65)
        return error
      }
    }
    #expect(
      refusal { $0.tensors["stem/bias"] = nil }
        == .missing(path: "memory", tensor: "stem/bias", expected: [5]))
    #expect(
      refusal { $0.tensors["stem/bias"]?.shape = [5, 1] }
        == .wrongShape(path: "memory", tensor: "stem/bias", expected: [5], found: [5, 1]))
    #expect(
      refusal(.exact) { $0.tensors["z"] = ([1], [0]) }
        == .unexpected(path: "memory", tensor: "z"))
    #expect(refusal(.exact) { $0.tensors["head/bias"] = nil } != nil)
    #expect(to.snapshot() == before)
    #expect(
      refusal { $0.tensors["stem/kernel"]?.values[3] = .nan }
        == .notFinite(path: "memory", tensor: "stem/kernel"))
    #expect(refusal { $0.tensors["head/bias"] = nil } == nil)
  }

  @Test func turns() throws {
    var random = SeededRandom(seed: 8)
    for _ in 0..<200 {
      let shape = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        Int.random(in: 1...4, using: &random)
      }
      let order = Array(shape.indices).shuffled(using: &random)
      let values = (0..<shape.reduce(1, *)).map(Float.init)
      let turn = try #require(TensorTurn(.init("a", order: order), shape: shape))
      var found = [Float](repeating: -1, count: values.count)
      found.withUnsafeMutableBufferPointer { turn.turn(values, to: $0) }
      #expect(found == Self.turned(values, shape, order), "\(shape) \(order)")
      #expect(turn.before(turn.shape) == shape)
    }
    #expect(TensorTurn(.init("a", view: [2, 3]), shape: [7]) == nil)
    #expect(TensorTurn(.init("a", order: [0, 0]), shape: [2, 2]) == nil)
    #expect(TensorTurn(.init("a", view: [.max, 2]), shape: [2, 2]) == nil)
    let view = try #require(TensorTurn(.init("a", view: [4, 5, 3, 1]), shape: [4, 15]))
    #expect(view.joins(to: [4, 15]) && view.joins(to: [20, 3]) && view.joins(to: [60]))
    #expect(!view.joins(to: [15, 4]) && !view.joins(to: [4, 5]) && !view.joins(to: [4, 15, 2]))
  }
}
