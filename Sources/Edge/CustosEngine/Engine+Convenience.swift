import CCustosKernels

extension Engine {
  /// Runs the network on RGB bytes `[inputHeight, inputWidth, 3]` and copies the logits.
  ///
  /// - Throws: `EngineError.wrongInputSize`.
  public func logits(ofPixels pixels: [UInt8]) throws(EngineError) -> [Int32] {
    try pixels.withUnsafeBufferPointer { (buffer) throws(EngineError) in
      try run(pixels: buffer)
    }
    return [Int32](logits)
  }

  /// Softmax of the last run's logits times `logitScales` over `temperature`; the same bits on every
  /// CPU.
  public func probabilities() -> [Float] {
    [Float](unsafeUninitializedCapacity: logits.count) { buffer, count in
      probabilities(into: buffer)
      count = logits.count
    }
  }

  /// Writes the softmax of the last run's logits to `probabilities`, which has one element a label.
  /// Allocates nothing.
  public func probabilities(into probabilities: UnsafeMutableBufferPointer<Float>) {
    precondition(probabilities.count >= logits.count)
    logitScales.withUnsafeBufferPointer {
      custos_softmax(
        logits.count, logits.baseAddress, $0.baseAddress, temperature, probabilities.baseAddress)
    }
  }
}
