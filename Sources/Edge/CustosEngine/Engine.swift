import CCustosKernels
public import CustosModelFile
import CustosPlatform

/// Runs a model's int8 network: one picture in, exact logits or maps out.
///
/// Everything is prepared here: memory for all activations (`arenaByteCount`), weights packed for
/// the instruction set (`packedByteCount`), one `Step` an operator. Running allocates nothing. The
/// outputs are the same on every CPU, for every instruction set and number of threads.
///
///     let engine = try Engine(model: model, threads: 4)
///     let logits = try engine.logits(ofPixels: patch)     // [UInt8] RGB, [H, W, 3]
///     let probabilities = engine.probabilities()
///
/// An engine is used by one thread at a time. It does not keep the model or its constants.
public final class Engine {
  /// The instruction set of the kernels.
  public let instructionSet: InstructionSet
  /// Rows of the input.
  public let inputHeight: Int
  /// Columns of the input.
  public let inputWidth: Int
  /// Bytes of the input, `[inputHeight, inputWidth, 3]`.
  public let inputByteCount: Int
  /// What the network gives, in the model's order.
  public let outputs: [EngineOutput]
  /// The real value of one unit of each logit; empty where the network gives none.
  public let logitScales: [Float]
  /// What the real logits are divided by before softmax: the model's, 1 where it has none.
  public let temperature: Double
  /// Bytes of memory that hold all activations.
  public let arenaByteCount: Int
  /// Bytes of the weights as packed for the instruction set and the algorithms.
  public let packedByteCount: Int
  /// Bytes of memory for intermediate results within an operator (Winograd's transformed tiles).
  public let scratchByteCount: Int
  /// What was measured of each operator since the start or `resetProfile`; see `isProfiling`.
  public private(set) var profile: [OperatorProfile]
  /// Whether runs measure the time of each operator; off at the start.
  public var isProfiling = false

  private let pool: ThreadPool
  private var governor: ThreadGovernor
  private let arena: AlignedMemory
  private let packed: AlignedMemory
  private let scratch: AlignedMemory
  /// Where each tensor is.
  let placements: [Placement]
  private let logitsOutput: Int?
  private let operators: [PlannedOperator]
  private let borders: [Int?]
  private let steps: [Step]

  /// Prepares `model` to run on `threads` threads, the calling one included; with `pinned` each of
  /// them stays on a CPU of its own (see `ThreadPool`). More threads than can run at once
  /// (`ThreadPool.defaultThreadCount`) would hold each other up, and are not started; `oversubscribes` starts
  /// them all the same, for tests.
  ///
  /// With `keepsActivations` every activation stays readable after a run (`activation`), at the
  /// price of more memory and time; the desktop's measurements use it.
  ///
  /// - Throws: `EngineError` when memory, threads or the instruction set are not available.
  public init(
    model validated: ValidatedModel, threads: Int = 1, pinned: Bool = false,
    instructionSet: InstructionSet = .best, algorithm: ConvolutionAlgorithm = .fastest,
    concatenation: Concatenation = .inPlace, keepsActivations: Bool = false,
    oversubscribes: Bool = false
  ) throws(EngineError) {
    let model = validated.model
    guard let kernels = instructionSet.kernels else {
      throw .instructionSetUnavailable(instructionSet)
    }
    do throws(PlatformError) {
      pool = try ThreadPool(
        threadCount: oversubscribes ? threads : min(threads, ThreadPool.defaultThreadCount()),
        pinned: pinned)
    } catch { throw .platform(error) }
    governor = ThreadGovernor(most: pool.threadCount)
    let plan = ExecutionPlan(
      model, kernels: kernels, threads: pool.threadCount, algorithm: algorithm,
      concatenation: concatenation, keepsActivations: keepsActivations)
    let memory: MemoryPlan
    let factory: StepFactory
    do throws(ModelError) {
      memory = try MemoryPlan(model, plan, keepsActivations: keepsActivations)
      factory = try StepFactory(
        model: model, plan: plan, memory: memory, kernels: kernels, threads: pool.threadCount)
    } catch { throw .invalidModel(error) }
    let arena = try Self.memory(memory.byteCount)
    let packed = try Self.memory(factory.packedByteCount)
    let scratch = try Self.memory(factory.scratchByteCount)
    var placements: [Placement] = []
    for index in memory.layouts.indices {
      placements.append(
        Placement(base: arena.base + memory.offsets[index], layout: memory.layouts[index]))
    }
    self.instructionSet = instructionSet
    self.placements = placements
    inputHeight = model.tensors[0].height
    inputWidth = model.tensors[0].width
    inputByteCount = model.tensors[0].elementCount
    outputs = model.outputs.map { EngineOutput($0, in: model) }
    logitsOutput = model.outputs.firstIndex { $0.kind == .logits }
    logitScales = logitsOutput.map { model.units(of: model.outputs[$0].tensor) } ?? []
    temperature = model.confidence.temperature ?? 1
    arenaByteCount = memory.byteCount
    packedByteCount = factory.packedByteCount
    scratchByteCount = factory.scratchByteCount
    operators = plan.operators
    borders = memory.borders
    profile = model.operators.map { OperatorProfile($0, in: model) }
    steps = factory.makeSteps(placements: placements, packed: packed.base, scratch: scratch.base)
    self.arena = arena
    self.packed = packed
    self.scratch = scratch
    for (planned, step) in zip(operators, steps) {
      profile[planned.index].kernelName = step.kernelName
    }
    for (index, joinedTo) in plan.joinedTo.enumerated() { profile[index].joinedTo = joinedTo }
  }

  /// Number of threads that may share the work. Fewer do where that is faster, as on busy CPUs.
  public var threadCount: Int { pool.threadCount }

  /// Runs the network on RGB bytes `[inputHeight, inputWidth, 3]`, quantised by `q = p - 128`.
  ///
  /// - Throws: `EngineError.wrongInputSize`.
  public func run(pixels: Span<UInt8>) throws(EngineError) {
    try check(pixels.count)
    let row = inputWidth * 3
    pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<inputHeight {
        custos_quantize_pixels(
          row, pixels.baseAddress.map { $0 + y * row }, placements[0].pixel(y: y, x: 0))
      }
    }
    runSteps()
  }

  /// Forgets what was measured.
  public func resetProfile() {
    for index in profile.indices { profile[index].reset() }
  }

  private static func memory(_ byteCount: Int) throws(EngineError) -> AlignedMemory {
    guard let memory = AlignedMemory(byteCount: byteCount) else {
      throw .platform(.outOfMemory(purpose: "the network, \(max(1, byteCount)) bytes"))
    }
    return memory
  }
  /// The placement of the logits; nil where the network gives none.
  var logitsPlacement: Placement? { logitsOutput.map { placements[outputs[$0].tensor] } }

  private func check(_ count: Int) throws(EngineError) {
    guard count == inputByteCount else {
      throw .wrongInputSize(expected: inputByteCount, found: count)
    }
  }

  private func runSteps() {
    let begin = MonotonicClock.nanoseconds
    defer {
      governor.record(
        nanoseconds: MonotonicClock.nanoseconds - begin, waited: pool.takeWaitedNanoseconds())
      pool.activeThreadCount = governor.count
    }
    placements[0].fillBorder()
    for index in steps.indices {
      let start = isProfiling ? MonotonicClock.nanoseconds : 0
      if let border = borders[index] { placements[border].fillBorder() }
      steps[index].run(on: pool)
      if isProfiling {
        profile[operators[index].index].add(nanoseconds: MonotonicClock.nanoseconds - start)
      }
    }
  }
}
