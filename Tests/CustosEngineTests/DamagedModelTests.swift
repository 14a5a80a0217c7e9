import CustosEngine
import CustosEngineChecks
import CustosModelFile
import CustosTestRandom
import Testing

@Suite struct DamagedModelTests {
  /// A random change makes a model invalid, or another valid model: the engine throws or is right.
  @Test func throwsOrEqualsReference() {
    var refused = 0
    var compared = 0
    for seed in 0..<400 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      var model = RandomGraph.make(seed: seed % 20)
      for _ in 0..<random.integer(1...2) { Self.damage(&model, &random) }
      do throws(EngineError) {
        let engine = try Self.engine(model, threads: 2)
        let pixels = (0..<engine.inputByteCount).map { _ in UInt8(random.integer(0...255)) }
        let reference = ReferenceInterpreter(model, input: pixels.map { Int8(Int($0) - 128) })
        let test = SelfTest(pixels: pixels, outputs: reference.outputs)
        #expect(try engine.passes(test), "seed \(seed)")
        compared += 1
      } catch {
        guard case .invalidModel = error else {
          Issue.record("seed \(seed): \(error.message)")
          continue
        }
        #expect(error.message.hasSuffix("."))
        refused += 1
      }
    }
    // Were all refused, or none, half of the test would test nothing.
    #expect(refused >= 100 && compared >= 20, "\(refused) refused, \(compared) compared")
  }

  @Test func refusesOperatorsThatReadLaterTensors() {
    var model = RandomGraph.residualNetwork(seed: 1)
    guard case .convolution(var first) = model.operators[0] else {
      Issue.record("the network begins with \(model.operators[0].name)")
      return
    }
    first.input = model.operators[1].output
    model.operators[0] = .convolution(first)
    expectInvalid(model)
  }

  @Test func refusesConstantsOutsideTheModel() {
    var model = RandomGraph.residualNetwork(seed: 1)
    guard case .convolution(var first) = model.operators[0] else {
      Issue.record("the network begins with \(model.operators[0].name)")
      return
    }
    let end = model.constants.count
    first.sum.weights = end - 64..<end - 64 + first.sum.weights.count
    model.operators[0] = .convolution(first)
    expectInvalid(model)
  }

  /// Padding as high as a huge kernel above and below a wide map: 10.8 GB.
  @Test func refusesAbsurdPadding() {
    let height = 60_000
    var graph = GraphBuilder(height: 1, width: 30_000, seed: 1)
    graph.convolve(
      0, channels: 1,
      window: Window(
        kernelHeight: height, kernelWidth: 1, strideY: 60_000, strideX: 60_000,
        paddingTop: height - 1, paddingBottom: height - 1))
    graph.globalSum(graph.last)
    expectInvalid(graph.build(), item: "tensor 0 with its padding")
  }

  /// 300 operators share the weights of a filter one byte wide, which packing for this CPU makes 32
  /// to 64 times as large: 20 MB to read, 600 MB or more to pack.
  @Test(
    .enabled(if: InstructionSet.best != .scalar, "the scalar kernel packs without such gaps"))
  func refusesAbsurdPackedWeights() {
    let height = 65_536
    var graph = GraphBuilder(height: height, width: 2, seed: 1)
    graph.convolve(0, channels: 1, window: Window(kernelHeight: 1, kernelWidth: 1))
    graph.convolve(1, channels: 1, window: Window(kernelHeight: height, kernelWidth: 1))
    graph.globalSum(graph.last)
    var model = graph.build()
    guard case .convolution(var high) = model.operators[1] else {
      Issue.record("the second operator is \(model.operators[1].name)")
      return
    }
    for _ in 0..<300 {
      high.output = model.tensors.count
      model.tensors.append(model.tensors[2])
      model.operators.insert(.convolution(high), at: 2)
    }
    #expect(throws: Never.self) { try model.validated() }
    expectInvalid(model, item: "packed weights")
  }

  private func expectInvalid(_ model: Model, item: String? = nil) {
    do throws(EngineError) {
      _ = try Self.engine(model, threads: 1)
      Issue.record("a damaged model was accepted")
    } catch {
      guard case .invalidModel(let fault) = error else {
        Issue.record("\(error.message)")
        return
      }
      if let item { #expect(fault.item == item) }
    }
  }

  /// What the checks find counts as the engine's own findings do.
  private static func engine(_ model: Model, threads: Int) throws(EngineError) -> Engine {
    let validated: ValidatedModel
    do throws(ModelError) { validated = try model.validated() } catch {
      throw .invalidModel(error)
    }
    return try Engine(model: validated, threads: threads, oversubscribes: true)
  }

  private static func damage(_ model: inout Model, _ random: inout SeededRandom) {
    let tensor = random.integer(0...model.tensors.count - 1)
    let step = random.integer(0...model.operators.count - 1)
    let number = [-1, 0, 1, 2, 3, 7, 16, 1 << 16, .max, .min][random.integer(0...9)]
    switch random.integer(0...8) {
    case 0: model.tensors[tensor].height = number
    case 1: model.tensors[tensor].channels = number
    case 2: model.tensors[tensor].zeroPoint = Int32(random.integer(-140...140))
    case 3: model.tensors[tensor].elementType = .int32
    case 4: model.operators.remove(at: step)
    case 5: model.operators.swapAt(step, random.integer(0...model.operators.count - 1))
    case 6: model.operators[step] = damaged(model.operators[step], number, &random)
    case 7: model.outputs[0].tensor = tensor
    default: model.labels.append("one more")
    }
  }

  private static func damaged(
    _ modelOperator: Operator, _ number: Int, _ random: inout SeededRandom
  )
    -> Operator
  {
    switch modelOperator {
    case .convolution(var fields):
      switch random.integer(0...6) {
      case 0: fields.window.kernelWidth = number
      case 1: fields.window.strideY = number
      case 2: fields.window.paddingLeft = number
      case 3: fields.window.paddingBottom = number
      case 4: fields.input = number
      case 5: fields.sum.bias = fields.sum.weights
      default: fields.sum.outputMinimum = Int32(truncatingIfNeeded: number)
      }
      return .convolution(fields)
    case .dense(var fields):
      fields.sum.weights = 0..<fields.sum.weights.count
      return .dense(fields)
    case .add(var fields):
      fields.second = number
      return .add(fields)
    case .concatenate(var fields):
      fields.inputs.append(number)
      return .concatenate(fields)
    case .maxPool(var fields):
      fields.window.kernelHeight = number
      return .maxPool(fields)
    case .averagePool(var fields):
      fields.window.paddingTop = number
      return .averagePool(fields)
    case .globalSum(var fields):
      fields.logitScale = Float(number)
      return .globalSum(fields)
    case .channelAffine(var fields):
      fields.offsets = number % 2 == 0 ? fields.multipliers : 1..<2
      return .channelAffine(fields)
    }
  }
}
