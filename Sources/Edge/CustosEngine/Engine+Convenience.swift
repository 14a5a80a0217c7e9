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

  /// Softmax of integer logits, one a label, times `logitScales` over a temperature of 2^-32...2^32; the
  /// same bits as a run with these logits gives for a model of that temperature.
  public func probabilities(ofLogits logits: [Int32], temperature: Double) -> [Float] {
    precondition(logits.count == logitScales.count, "There is one logit a label.")
    return [Float](unsafeUninitializedCapacity: logits.count) { buffer, count in
      logits.withUnsafeBufferPointer { logits in
        logitScales.withUnsafeBufferPointer {
          custos_softmax(
            logits.count, logits.baseAddress, $0.baseAddress, temperature, buffer.baseAddress)
        }
      }
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
