import CCustosFloatKernels
import CustosNetwork
import CustosPlatform

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The rules by which weights follow their gradients, with Keras's constants.
public enum OptimizerKind: String, Codable, CaseIterable, Sendable {
  /// Zeiler 2012: rho 0.95, epsilon 1e-7.
  case adadelta
  /// Stochastic gradient descent with Nesterov momentum 0.9.
  case sgd
  /// Kingma and Ba 2014 in Keras's form: beta 0.9 and 0.999, epsilon 1e-7 beside the uncorrected
  /// root.
  case adam

  /// The learning rate that is used when none is given.
  public var defaultLearningRate: Float {
    switch self {
    case .adadelta: 1
    case .sgd: 0.01
    case .adam: 0.001
    }
  }

  /// Values kept for each weight.
  public var slotCount: Int { self == .sgd ? 1 : 2 }
}

/// Changes weights by gradients; keeps the running values that the rule needs.
public final class Optimizer {
  private struct Segment {
    let offset: Int
    let count: Int
    let isPenalized: Bool
  }

  /// The rule.
  public let kind: OptimizerKind
  /// Running values, each laid out like the trained weights.
  public internal(set) var slots: [[Float]]
  /// Steps done.
  public internal(set) var stepCount = 0
  private let segments: [Segment]
  private var squares: [Double]
  private let pool: ThreadPool

  /// Starts with running values of zero.
  public init(kind: OptimizerKind, parameters: Parameters, pool: ThreadPool) {
    self.kind = kind
    self.pool = pool
    slots = [[Float]](
      repeating: [Float](repeating: 0, count: parameters.trainableCount), count: kind.slotCount)
    // Large enough to keep the overhead low, small enough to share out evenly.
    let longest = 1 << 16
    var segments: [Segment] = []
    for range in parameters.trainableRanges {
      for begin in stride(from: 0, to: range.count, by: longest) {
        segments.append(
          Segment(
            offset: range.offset + begin, count: min(longest, range.count - begin),
            isPenalized: range.role == .kernel))
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
    let rate = effectiveRate(learningRate)
    let weights = parameters.trainableBlock
    guard let w = weights.baseAddress, let g = gradient.baseAddress else { return 0 }
    withSlots { first, second in
      squares.withUnsafeMutableBufferPointer { squares in
        let shared = UnsafeSendable(squares)
        pool.run(segments.count) { index, _ in
          // Weights that see no data, such as filter taps beyond a map's border, fade into denormals.
          let mode = custos_f32_flush_denormals()
          defer { custos_f32_restore_denormals(mode) }
          let segment = segments[index]
          let at = segment.offset
          let decay = segment.isPenalized ? 2 * penalty : 0
          shared.value[index] = self.update(
            w + at, g + at, first + at, second.map { $0 + at }, rate: rate, decay: decay,
            count: segment.count)
        }
      }
    }
    var total = 0.0
    for (segment, square) in zip(segments, squares) where segment.isPenalized { total += square }
    return total
  }

  private func update(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>,
    _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>?, rate: Float,
    decay: Float, count: Int
  ) -> Double {
    switch kind {
    case .adadelta:
      custos_f32_adadelta(w, g, first, second, rate, 0.95, 1e-7, decay, count)
    case .sgd:
      custos_f32_sgd(w, g, first, rate, 0.9, decay, count)
    case .adam:
      custos_f32_adam(w, g, first, second, rate, 0.9, 0.999, 1e-7, decay, count)
    }
  }

  /// Adam's bias correction is part of the rate.
  private func effectiveRate(_ rate: Float) -> Float {
    guard kind == .adam else { return rate }
    let step = Double(stepCount)
    return Float(Double(rate) * (1 - pow(0.999, step)).squareRoot() / (1 - pow(0.9, step)))
  }

  private func withSlots(
    _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>?) -> Void
  ) {
    var first = slots[0]
    slots[0] = []
    first.withUnsafeMutableBufferPointer { firstBuffer in
      guard let firstBase = firstBuffer.baseAddress else { return }
      guard kind.slotCount == 2 else { return body(firstBase, nil) }
      var second = slots[1]
      slots[1] = []
      second.withUnsafeMutableBufferPointer { body(firstBase, $0.baseAddress) }
      slots[1] = second
    }
    slots[0] = first
  }
}

/// Lets closures that write to disjoint places share a value.
struct UnsafeSendable<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
