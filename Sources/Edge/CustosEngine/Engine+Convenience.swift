import CCustosKernels
public import CustosModelFile

extension Engine {
  /// Runs the network on RGB bytes `[inputHeight, inputWidth, 3]` and copies the logits.
  ///
  /// - Throws: `EngineError.wrongInputSize`, `.noLogits`.
  public func logits(ofPixels pixels: [UInt8]) throws(EngineError) -> [Int32] {
    guard logitsPlacement != nil else { throw .noLogits(outputs: outputs.map { $0.name }) }
    try run(pixels: pixels.span)
    return withLogits { logits in
      [Int32](unsafeUninitializedCapacity: logits.count) { buffer, count in
        for index in logits.indices { buffer.initializeElement(at: index, to: logits[index]) }
        count = logits.count
      }
    }
  }

  /// Whether the network gives exactly the outputs that a patch is known to give.
  ///
  /// - Throws: `EngineError.wrongInputSize`.
  public func passes(_ test: SelfTest) throws(EngineError) -> Bool {
    try run(pixels: test.pixels.span)
    return outputs.indices.allSatisfy { values(ofOutput: $0) == test.outputs[$0] }
  }

  /// Runs the network on a patch and copies all outputs, for the model's file.
  ///
  /// - Throws: `EngineError.wrongInputSize`.
  public func selfTest(ofPixels pixels: [UInt8]) throws(EngineError) -> SelfTest {
    try run(pixels: pixels.span)
    return SelfTest(pixels: pixels, outputs: outputs.indices.map { values(ofOutput: $0) })
  }

  /// Softmax of the last run's logits times `logitScales` over `temperature`; the same bits on
  /// every CPU.
  public func probabilities() -> [Float] {
    var probabilities = [Float](repeating: 0, count: logitScales.count)
    var target = probabilities.mutableSpan
    self.probabilities(into: &target)
    return probabilities
  }

  /// Softmax of integer logits, one per label, times `logitScales` over a temperature of
  /// 2^-32...2^32; the same bits as a run with these logits gives for a model of that temperature.
  public func probabilities(ofLogits logits: [Int32], temperature: Double) -> [Float] {
    precondition(logits.count == logitScales.count, "There is one logit a label.")
    var probabilities = [Float](repeating: 0, count: logits.count)
    custos_softmax(logits.count, logits, logitScales, temperature, &probabilities)
    return probabilities
  }

  /// Writes the softmax of the last run's logits to `probabilities`, which has one element a label.
  /// Allocates nothing.
  public func probabilities(into probabilities: inout MutableSpan<Float>) {
    precondition(probabilities.count >= logitScales.count, "There is one probability a label.")
    guard !logitScales.isEmpty else { return }
    withLogits { logits in
      logits.withUnsafeBufferPointer { logits in
        probabilities.withUnsafeMutableBufferPointer {
          custos_softmax(
            logits.count, logits.baseAddress, logitScales, temperature, $0.baseAddress)
        }
      }
    }
  }
}
