import CustosNetwork
import CustosPlatform
import CustosTestRandom
import CustosTraining
import Testing

/// The norm of a gradient over all tensors, and gradients that are scaled down to one.
@Suite struct ClippingTests {
  /// More weights than fit one part of the work, with gaps between tensors.
  private static func parameters() throws -> Parameters {
    var builder = GraphBuilder(name: "wide", height: 1, width: 1, channels: 301)
    _ = builder.softmax(builder.dense(builder.flatten(builder.input), units: 303))
    return try Parameters(graph: builder.build())
  }

  private static func gradient(_ parameters: Parameters) -> [Float] {
    var random = SeededRandom(seed: 8)
    var gradient = [Float](repeating: 0, count: parameters.trainableCount)
    for (parameter, offset) in parameters.trainedTensors {
      for index in offset..<offset + parameter.count {
        gradient[index] = Float.random(in: -1...1, using: &random)
      }
    }
    return gradient
  }

  private static func clip(
    _ gradient: [Float], to limit: Float, threads: Int
  ) throws -> (norm: Double, gradient: [Float]) {
    var gradient = gradient
    let optimizer = try Optimizer(
      kind: .sgd, parameters: parameters(), pool: ThreadPool(threadCount: threads))
    let norm = gradient.withUnsafeMutableBufferPointer { optimizer.clip($0, to: limit) }
    return (norm, gradient)
  }

  @Test func largeGradientsAreScaled() throws {
    let gradient = Self.gradient(try Self.parameters())
    let exact = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    let (norm, clipped) = try Self.clip(gradient, to: 2, threads: 2)
    // A sum of 91,506 squares with blocks in float32.
    #expect(abs(norm - exact) < 1e-4 * exact)
    let scale = Float(2 / norm)
    #expect(zip(clipped, gradient).allSatisfy { $0 == $1 * scale })
    let after = clipped.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(after - 2) < 1e-3)
  }

  @Test func smallGradientsStay() throws {
    let gradient = Self.gradient(try Self.parameters())
    let (norm, same) = try Self.clip(gradient, to: 1e6, threads: 2)
    #expect(same == gradient)
    // A gradient of just that norm is not above it.
    #expect(try Self.clip(gradient, to: Float(norm).nextUp, threads: 2).gradient == gradient)
    let zeros = [Float](repeating: 0, count: gradient.count)
    let (none, unchanged) = try Self.clip(zeros, to: 1, threads: 2)
    #expect(none == 0 && unchanged == zeros)
  }

  @Test func threadsMakeNoDifference() throws {
    let gradient = Self.gradient(try Self.parameters())
    let one = try Self.clip(gradient, to: 1, threads: 1)
    for threads in [2, 3, 7] {
      let more = try Self.clip(gradient, to: 1, threads: threads)
      #expect(more.norm == one.norm && more.gradient == one.gradient, "\(threads) threads")
    }
  }
}
