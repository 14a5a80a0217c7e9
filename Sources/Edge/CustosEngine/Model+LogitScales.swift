import CustosModelFile

extension Model {
  /// The real value of one unit of each logit of a valid model.
  var logitScales: [Float] {
    switch operators[operators.count - 1] {
    case .convolution(let step): floats(step.sum.multipliers)
    case .dense(let step): floats(step.sum.multipliers)
    case .globalSum(let step): [Float](repeating: step.logitScale, count: labels.count)
    default: preconditionFailure("Only layers with int32 outputs come last.")
    }
  }

  private func floats(_ range: Range<Int>) -> [Float] {
    stride(from: range.lowerBound, to: range.upperBound, by: 4).map {
      let bits = constants.bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)
      return Float(bitPattern: UInt32(littleEndian: bits))
    }
  }
}
