import CCustosFloatKernels
public import CustosNetwork
public import CustosPlatform

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
public import Darwin
#endif

/// Changes weights by gradients; keeps the running values that the rule needs and, if asked to, a
/// moving average of the weights.
///
/// A step is one pass over weights, gradients, running values and average, shared out to the pool;
/// it takes no memory.
public final class Optimizer {
  /// How a tensor differs from the others.
  public struct TensorRule: Equatable, Sendable {
    /// Its learning rate as a share of that of the step.
    public var rateFactor: Float
    /// Steps after which it is trained; Adam's bias correction counts from there.
    public var firstStep: Int

    /// Describes a tensor that is trained from the first step on, or from a later one.
    public init(rateFactor: Float = 1, firstStep: Int = 0) {
      self.rateFactor = rateFactor
      self.firstStep = firstStep
    }
  }

  struct Segment {
    let offset: Int
    let count: Int
    let isKernel: Bool
    let rule: TensorRule
  }

  /// What the threads of the pool share in a step.
  private struct Step {
    unowned(unsafe) let optimizer: Optimizer
    let weights: UnsafeMutablePointer<Float>
    let gradient: UnsafeMutablePointer<Float>
    let squares: UnsafeMutablePointer<Double>
    let learningRate: Float
    /// L2 penalty on kernels.
    let penalty: Float
    /// Share of the new weights in their average.
    let share: Float

    /// Does the step for one segment.
    func update(_ index: Int) {
      let segment = optimizer.segments[index]
      let (at, count) = (segment.offset, segment.count)
      let (w, g) = (weights + at, gradient + at)
      let first = optimizer.slots[0].pointer + at
      let average = optimizer.average.map { $0.values.pointer + at }
      let decay = segment.isKernel ? 2 * penalty : 0
      let ownRate = learningRate * segment.rule.rateFactor
      let rate = optimizer.effectiveRate(
        ownRate, steps: optimizer.stepCount - segment.rule.firstStep)
      switch optimizer.kind {
      case .adadelta:
        squares[index] = custos_f32_adadelta(
          w, g, first, optimizer.slots[1].pointer + at, rate, 0.95, 1e-7, decay, average, share,
          count)
      case .sgd:
        squares[index] = custos_f32_sgd(w, g, first, rate, 0.9, decay, average, share, count)
      case .adam, .adamw:
        squares[index] = custos_f32_adam(
          w, g, first, optimizer.slots[1].pointer + at, rate, 0.9, 0.999, 1e-7, decay,
          segment.isKernel ? 1 - ownRate * optimizer.weightDecay : 1, average, share, count)
      }
    }
  }

  /// The rule.
  public let kind: OptimizerKind
  /// Share of a kernel that is lost in a step at learning rate 1; 0 for all rules but AdamW.
  public let weightDecay: Float
  /// The exponential moving average of the weights over the steps done; nil unless asked for.
  ///
  /// With decay `d` it is `sum of (1 - d) d^(t - i) w_i / (1 - d^t)` after step `t`, as Adam
  /// corrects its averages (Kingma and Ba 2014, section 3): the starting weights have no part in it.
  /// The running mean and variance of batch normalisations are averaged in the same way, so that
  /// they are those of about the same past weights that are averaged.
  public let average: Parameters?
  /// Running values, each laid out like the trained weights.
  package let slots: [FloatBuffer]
  /// Steps done.
  public internal(set) var stepCount = 0

  /// Bytes that it takes beside the weights.
  var byteCount: Int {
    slots.reduce(average?.values.byteCount ?? 0) { $0 + $1.byteCount }
  }
  private let averageDecay: Double
  let segments: [Segment]
  var squares: [Double]
  private let pool: ThreadPool

  /// Starts with running values of zero.
  ///
  /// - Parameters:
  ///   - weightDecay: for AdamW; nil for its default.
  ///   - averageDecay: how slowly the average of the weights forgets, above 0 and below 1; nil for
  ///     no average.
  ///   - rule: how tensors differ from each other.
  /// - Throws: `PlatformError.outOfMemory`.
  public init(
    kind: OptimizerKind, parameters: Parameters, pool: ThreadPool, weightDecay: Float? = nil,
    averageDecay: Float? = nil, rule: (Parameter) -> TensorRule = { _ in TensorRule() }
  ) throws(PlatformError) {
    self.kind = kind
    self.pool = pool
    self.weightDecay = kind == .adamw ? weightDecay ?? kind.defaultWeightDecay : 0
    self.averageDecay = Double(averageDecay ?? 0)
    average = averageDecay == nil ? nil : try Parameters(like: parameters)
    slots = try (0..<kind.slotCount).map { _ throws(PlatformError) in
      try FloatBuffer(count: parameters.trainableCount)
    }
    // Large enough to keep the overhead low, small enough to share out evenly.
    let longest = 1 << 16
    var segments: [Segment] = []
    for (parameter, offset) in parameters.trainedTensors {
      let rule = rule(parameter)
      for begin in stride(from: 0, to: parameter.count, by: longest) {
        segments.append(
          Segment(
            offset: offset + begin, count: min(longest, parameter.count - begin),
            isKernel: parameter.role == .kernel, rule: rule))
      }
    }
    self.segments = segments
    squares = [Double](repeating: 0, count: segments.count)
  }

  /// Does one step; the gradient of `penalty * sum(w^2)` over kernels is added to the given one.
  ///
  /// - Returns: the sum of the squares of all kernels before the step.
  public func step(
    _ parameters: Parameters, gradient: UnsafeMutableBufferPointer<Float>, learningRate: Float,
    penalty: Float
  ) -> Double {
    stepCount += 1
    guard let g = gradient.baseAddress else { return 0 }
    let w = parameters.values.pointer
    let share = averageShare
    squares.withUnsafeMutableBufferPointer { squares in
      guard let squares = squares.baseAddress else { return }
      var step = Step(
        optimizer: self, weights: w, gradient: g, squares: squares, learningRate: learningRate,
        penalty: penalty, share: share)
      withUnsafeMutablePointer(to: &step) { step in
        forEachSegment(step) { $0.assumingMemoryBound(to: Step.self).pointee.update($1) }
      }
    }
    if let average {
      // The statistics of batch normalisations lie behind the trained weights.
      let offset = parameters.trainableCount
      custos_f32_running_average(
        average.values.pointer + offset, w + offset, share, parameters.values.count - offset)
    }
    var total = 0.0
    for index in segments.indices where segments[index].isKernel { total += squares[index] }
    return total
  }

  /// Shares out the segments' work to the pool; takes no memory.
  ///
  /// Weights that see no data, such as filter taps beyond a map's border, fade into denormals, which
  /// are taken for 0.
  func forEachSegment(
    _ context: UnsafeMutableRawPointer,
    _ work: @convention(c) (_ context: UnsafeMutableRawPointer, _ index: Int) -> Void
  ) {
    var call = SegmentCall(context: context, work: work)
    withUnsafeMutablePointer(to: &call) { call in
      pool.run(segments.count, context: call) { call, index, _ in
        guard let call = call?.assumingMemoryBound(to: SegmentCall.self).pointee else { return }
        let mode = custos_f32_flush_denormals()
        defer { custos_f32_restore_denormals(mode) }
        call.work(call.context, index)
      }
    }
  }

  private struct SegmentCall {
    let context: UnsafeMutableRawPointer
    let work: @convention(c) (UnsafeMutableRawPointer, Int) -> Void
  }

  /// Adam's bias correction is part of the rate.
  private func effectiveRate(_ rate: Float, steps: Int) -> Float {
    guard kind == .adam || kind == .adamw else { return rate }
    let step = Double(steps)
    return Float(Double(rate) * (1 - pow(0.999, step)).squareRoot() / (1 - pow(0.9, step)))
  }

  /// `(1 - d) / (1 - d^t)`: 1 at the first step, 1 - d in the long run.
  private var averageShare: Float {
    Float((1 - averageDecay) / (1 - pow(averageDecay, Double(stepCount))))
  }
}
