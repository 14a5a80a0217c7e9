import CCustosFloatKernels
import CustosPlatform

extension Optimizer {
  /// What the threads of the pool share while they work on a gradient.
  private struct Pass {
    unowned(unsafe) let optimizer: Optimizer
    let gradient: UnsafeMutablePointer<Float>
    let squares: UnsafeMutablePointer<Double>
    /// What the gradient is scaled by; nil while it is measured.
    var scale: Float?

    func work(_ index: Int) {
      let segment = optimizer.segments[index]
      let part = gradient + segment.offset
      if let scale {
        custos_f32_scale(part, scale, 0, segment.count, part)
      } else {
        squares[index] = custos_f32_sum_squares(part, segment.count)
      }
    }
  }

  /// Scales a gradient so that its norm over all trained tensors is at most `limit` (Pascanu, Mikolov
  /// and Bengio 2013); a smaller one stays as it is, bit by bit.
  ///
  /// The norm is that of the loss's gradient, without the L2 penalty. It is added up in float64, part by
  /// part in the graph's order, so that it does not depend on the number of threads.
  ///
  /// - Returns: the norm before.
  @discardableResult
  public func clip(_ gradient: UnsafeMutableBufferPointer<Float>, to limit: Float) -> Double {
    guard let base = gradient.baseAddress else { return 0 }
    return squares.withUnsafeMutableBufferPointer { squares in
      guard let first = squares.baseAddress else { return 0 }
      var pass = Pass(optimizer: self, gradient: base, squares: first)
      run(&pass)
      let norm = squares.reduce(0, +).squareRoot()
      guard norm > Double(limit) else { return norm }
      pass.scale = Float(Double(limit) / norm)
      run(&pass)
      return norm
    }
  }

  private func run(_ pass: inout Pass) {
    withUnsafeMutablePointer(to: &pass) { pass in
      forEachSegment(pass) { $0.assumingMemoryBound(to: Pass.self).pointee.work($1) }
    }
  }
}
