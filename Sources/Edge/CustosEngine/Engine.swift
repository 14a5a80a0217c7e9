import CCustosKernels
import CustosModelFile
import CustosPlatform

/// Runs a model's int8 network: one picture in, exact int32 logits out.
///
/// Everything is prepared here: memory for all activations (`arenaByteCount`), weights packed for
/// the instruction set (`packedByteCount`), one `Step` an operator. Running allocates nothing. The
/// logits are the same on every CPU, for every instruction set and number of threads.
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
  /// The real value of one unit of each logit.
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
  private let arena: AlignedMemory
  private let packed: AlignedMemory
  private let scratch: AlignedMemory
  private let placements: [Placement]
  private let operators: [PlannedOperator]
  private let steps: [Step]

  /// Prepares `model` to run on `threads` threads, the calling one included; with `pinned` each of
  /// them stays on a CPU of its own (see `ThreadPool`).
  ///
  /// With `keepsActivations` every activation stays readable after a run (`activation`), at the
  /// price of more memory and time; the desktop's measurements use it.
  ///
  /// - Throws: `EngineError` when the model is invalid or the system lacks what it takes.
  public init(
    model: Model, threads: Int = 1, pinned: Bool = false, instructionSet: InstructionSet = .best,
    algorithm: ConvolutionAlgorithm = .fastest, keepsActivations: Bool = false
  ) throws(EngineError) {
    guard let kernels = instructionSet.kernels else {
      throw .instructionSetUnavailable(instructionSet)
    }
    do throws(ModelError) { try model.validate() } catch { throw .invalidModel(error) }
    do throws(PlatformError) {
      pool = try ThreadPool(threadCount: threads, pinned: pinned)
    } catch { throw .platform(error) }
    let plan = ExecutionPlan(
      model, kernels: kernels, threads: pool.threadCount, algorithm: algorithm,
      keepsActivations: keepsActivations)
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
    self.arena = arena
    self.packed = packed
    self.scratch = scratch
    self.placements = placements
    inputHeight = model.tensors[0].height
    inputWidth = model.tensors[0].width
    inputByteCount = model.tensors[0].elementCount
    logitScales = model.logitScales
    temperature = model.confidence.temperature ?? 1
    arenaByteCount = memory.byteCount
    packedByteCount = factory.packedByteCount
    scratchByteCount = factory.scratchByteCount
    operators = plan.operators
    profile = model.operators.map { OperatorProfile($0, in: model) }
    steps = factory.makeSteps(placements: placements, packed: packed.base, scratch: scratch.base)
    for (planned, step) in zip(operators, steps) {
      profile[planned.index].kernelName = step.kernelName
      if planned.lastIndex != planned.index { profile[planned.lastIndex].joinedTo = planned.index }
    }
  }

  /// Number of threads that share the work.
  public var threadCount: Int { pool.threadCount }

  /// The logits of the last run, one a label; valid until the next run.
  public var logits: UnsafeBufferPointer<Int32> {
    let output = placements[operators[operators.count - 1].output]
    let start = (output.base + output.layout.origin).assumingMemoryBound(to: Int32.self)
    return UnsafeBufferPointer(start: start, count: output.layout.channels)
  }

  /// Runs the network on RGB bytes `[inputHeight, inputWidth, 3]`, quantised by `q = p - 128`.
  ///
  /// - Throws: `EngineError.wrongInputSize`.
  public func run(pixels: UnsafeBufferPointer<UInt8>) throws(EngineError) {
    try check(pixels.count)
    let row = inputWidth * 3
    for y in 0..<inputHeight {
      custos_quantize_pixels(
        row, pixels.baseAddress.map { $0 + y * row }, placements[0].pixel(y: y, x: 0))
    }
    runSteps()
  }

  /// Copies an int8 activation `[H, W, C]` of the last run; needs `keepsActivations`, else the memory
  /// may have been used again. The int32 output is in `logits`.
  public func activation(_ tensor: Int) -> [Int8] {
    let placement = placements[tensor]
    precondition(placement.layout.elementSize == 1, "Logits are no int8 activation.")
    let row = placement.layout.width * placement.layout.channels
    var elements: [Int8] = []
    elements.reserveCapacity(placement.layout.height * row)
    for y in 0..<placement.layout.height {
      elements.append(
        contentsOf: UnsafeBufferPointer(start: placement.pixel(y: y, x: 0), count: row))
    }
    return elements
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

  private func check(_ count: Int) throws(EngineError) {
    guard count == inputByteCount else {
      throw .wrongInputSize(expected: inputByteCount, found: count)
    }
  }

  private func runSteps() {
    placements[0].fillBorder()
    for index in steps.indices {
      let start = isProfiling ? MonotonicClock.nanoseconds : 0
      placements[operators[index].output].fillBorder()
      steps[index].run(on: pool)
      if isProfiling {
        profile[operators[index].index].add(nanoseconds: MonotonicClock.nanoseconds - start)
      }
    }
  }
}
