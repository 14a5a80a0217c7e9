import CustosEngineChecks
import CustosModelFile
import Testing

@testable import CustosEngine

@Suite struct TensorPlacesTests {
  private static let same = Window(
    kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
    paddingRight: 1)
  private static let one = Window(kernelHeight: 1, kernelWidth: 1)

  private static func plan(
    _ model: Model, _ concatenation: Concatenation = .inPlace
  ) throws -> ExecutionPlan {
    let kernels = try #require(InstructionSet.scalar.kernels)
    _ = try model.validated()
    return ExecutionPlan(
      model, kernels: kernels, threads: 1, algorithm: .direct, concatenation: concatenation,
      keepsActivations: false)
  }

  /// Two branches over an input, joined, and a dense layer.
  private static func branches(
    isShared: Bool, maps: Bool = false, reader: (inout GraphBuilder, Int) -> Void = { _, _ in }
  ) -> (model: Model, parts: [Int], joined: Int) {
    var graph = GraphBuilder(height: 5, width: 4, seed: 1)
    graph.sharedZeroPoint = 3
    graph.convolve(0, channels: 8, window: one)
    let first = graph.convolve(1, channels: 5, window: same)
    let second = graph.channelAffine(1)
    reader(&graph, first)
    let joined = graph.concatenate([first, second], isShared: isShared)
    graph.dense(joined, channels: 3, logits: true)
    return (graph.build(maps: maps ? [first] : []), [first, second], joined)
  }

  @Test func partsLieBehindEachOtherAndNothingIsCopied() throws {
    let (model, parts, joined) = Self.branches(isShared: true)
    let plan = try Self.plan(model)
    #expect(plan.places.memory(of: parts[0]) == .init(tensor: joined, firstChannel: 0))
    #expect(plan.places.memory(of: parts[1]) == .init(tensor: joined, firstChannel: 5))
    #expect(
      plan.operators.map(\.modelOperator.name) == [
        "convolution", "convolution", "channel affine", "dense",
      ])
    // The maker of the last part does the concatenation's work.
    #expect(plan.joinedTo == [nil, nil, nil, 2, nil])
    let copied = try Self.plan(model, .copied)
    #expect(copied.places.memory(of: parts[1]) == .init(tensor: parts[1], firstChannel: 0))
    #expect(copied.operators.count == 5)
  }

  @Test func partsOfOtherScalesAreCopied() throws {
    let (model, parts, joined) = Self.branches(isShared: false)
    let plan = try Self.plan(model)
    #expect(plan.places.isPart(parts[0], of: joined) && !plan.places.isPart(parts[1], of: joined))
    #expect(plan.operators.count == 5)
  }

  @Test func outputsKeepTheirOwnMemory() throws {
    let (model, parts, joined) = Self.branches(isShared: true, maps: true)
    let plan = try Self.plan(model)
    #expect(!plan.places.isPart(parts[0], of: joined) && plan.places.isPart(parts[1], of: joined))
  }

  /// A window of several rows and columns needs pixels without gaps.
  @Test(arguments: [true, false]) func readersDecide(reads: Bool) throws {
    let (model, parts, joined) = Self.branches(isShared: true) { graph, part in
      let window = reads ? Self.same : Self.one
      graph.add(part, graph.convolve(part, channels: 5, window: window))
    }
    // What the added layers make is read by nothing, which only a version 1 model may do.
    var whole = model
    whole.outputs.append(
      ModelOutput(name: "sum", tensor: parts[1] + 2, kind: .map))
    #expect(try Self.plan(whole).places.isPart(parts[0], of: joined) == !reads)
  }

  @Test func aDenseBlockTakesOneMemory() throws {
    let model = RandomGraph.denseNetwork(seed: 4)
    let plan = try Self.plan(model)
    #expect(!plan.operators.contains { $0.modelOperator.name == "concatenate" })
    let joins = model.operators.filter { $0.name == "concatenate" }
    let block = try #require(joins.last?.output)
    var channels = 0
    for join in joins {
      #expect(plan.places.memory(of: join.output).tensor == block)
      let new = join.inputs[1]
      channels = model.tensors[join.inputs[0]].channels
      #expect(plan.places.memory(of: new) == .init(tensor: block, firstChannel: channels))
    }
    let inPlace = try MemoryPlan(model, plan, keepsActivations: false)
    let copied = try MemoryPlan(
      model, Self.plan(model, .copied), keepsActivations: false)
    #expect(inPlace.byteCount <= copied.byteCount)
  }

  /// The border of a joined map is written once, by whoever writes to it first.
  @Test func bordersAreWrittenOnce() throws {
    let model = RandomGraph.denseNetwork(seed: 4)
    let plan = try Self.plan(model)
    let memory = try MemoryPlan(model, plan, keepsActivations: false)
    let written = memory.borders.compactMap { $0 }
    #expect(Set(written).count == written.count)
    for (index, planned) in plan.operators.enumerated() where memory.borders[index] == nil {
      let place = plan.places.memory(of: planned.output).tensor
      #expect(memory.borders[..<index].contains(place))
    }
  }
}
