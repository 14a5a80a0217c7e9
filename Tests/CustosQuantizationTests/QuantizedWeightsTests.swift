import CustosNetwork
import Testing

@testable import CustosQuantization
@testable import CustosSupport

@Suite struct QuantizedWeightsTests {
  private static let input = AffineParameters(covering: -1...3)

  private func fold(_ rows: [[Float]], bias: [Float]) throws -> FoldedWeights {
    // Through a dense layer, whose kernel is [inputs, outputs].
    var builder = GraphBuilder(name: "d", height: 1, width: 1, channels: rows[0].count)
    _ = builder.dense(builder.input, units: rows.count)
    let graph = try builder.build()
    let parameters = try Parameters(graph: graph)
    let kernel = rows[0].indices.flatMap { input in rows.map { $0[input] } }
    #expect(parameters.set("dense_1/kernel", to: kernel))
    #expect(parameters.set("dense_1/bias", to: bias))
    let folded = try GraphFolder.fold(graph, parameters)
    guard case .dense(let weights) = folded.layers[1].operation else {
      throw QuantizationError.unsupported(layer: "dense_1", reason: "not folded")
    }
    return weights
  }

  @Test func weightsAreWithinHalfAStep() throws {
    var random = SeededGenerator(seed: 9)
    let rows = (0..<5).map { row in
      (0..<40).map { _ in random.normal(deviation: Float(row + 1)) }
    }
    let folded = try fold(rows, bias: [Float](repeating: 0.25, count: 5))
    let quantized = QuantizedWeights(folded, input: Self.input, outputScale: 0.5)
    for (channel, row) in rows.enumerated() {
      let step = Double(quantized.multipliers[channel]) * 0.5 / Double(Self.input.scale)
      let integers = quantized.weights[channel * 40..<(channel + 1) * 40]
      #expect(integers.map(\.magnitude).max() == 127)
      for (weight, integer) in zip(row, integers) {
        #expect((Double(weight) - Double(integer) * step).magnitude <= step * 0.5001)
      }
      let sum = integers.reduce(0) { $0 + Int32($1) }
      let bias = Double(quantized.bias[channel] + Self.input.zeroPoint * sum)
      #expect((bias * step * Double(Self.input.scale) - 0.25).magnitude <= step * 0.01)
    }
  }

  @Test func channelsWithoutWeightsKeepTheirBias() throws {
    let folded = try fold([[0, 0], [0, 0], [1e-38, 0]], bias: [0, 12.5, 3])
    let quantized = QuantizedWeights(folded, input: Self.input, outputScale: 0.5)
    #expect(quantized.weights[0..<4].allSatisfy { $0 == 0 })
    for (channel, bias) in [0, 12.5, 3].enumerated() {
      #expect(quantized.multipliers[channel].isNormal)
      let value = Double(quantized.bias[channel]) * Double(quantized.multipliers[channel]) * 0.5
      #expect((value - bias).magnitude < 0.01)
    }
  }

  @Test(arguments: [-1...1, 0...6, -3...0.001, -0.001...250, 0...1e-20] as [ClosedRange<Float>])
  func rangesAreCoveredAndHoldZero(range: ClosedRange<Float>) {
    let parameters = AffineParameters(covering: range)
    let (scale, zero) = (Double(parameters.scale), Double(parameters.zeroPoint))
    #expect((-128...127).contains(parameters.zeroPoint))
    // Rounding the zero point may move the ends by half a step.
    #expect(scale * (-128 - zero) <= Double(range.lowerBound) + scale * 0.501)
    #expect(scale * (127 - zero) >= Double(range.upperBound) - scale * 0.501)
  }

  @Test func aRangeOfNothingHasScaleOne() {
    #expect(AffineParameters(covering: 0...0).scale == 1)
    #expect(AffineParameters(covering: 0...1e-38).scale == 1)
    #expect(AffineParameters.input.zeroPoint == -128)
  }
}
