import CustosArchitectures
import CustosGoldenSupport
import CustosNetwork
import CustosPlatform
import Testing

@testable import CustosTraining

@Suite struct OptimizerTests {
  /// Ten steps in float32 against float64.
  static let runTolerance = 1e-6

  /// Those that the golden file holds; AdamW is held against its formula in `RecipeTests`.
  static let goldenKinds = [OptimizerKind.adadelta, .sgd, .adam]

  @Test(arguments: goldenKinds)
  func tenSteps(kind: OptimizerKind) throws {
    var builder = GraphBuilder(name: "eight weights", height: 1, width: 1, channels: 2)
    _ = builder.softmax(builder.dense(builder.flatten(builder.input), units: 4))
    let parameters = try Parameters(graph: builder.build())
    let start = GoldenInput.hashed(8, salt: 1).map { Float(2 * $0 - 1) }
    #expect(parameters.set("dense_1/kernel", to: start))
    let optimizer = try Optimizer(
      kind: kind, parameters: parameters, pool: try ThreadPool(threadCount: 2))
    var gradient = [Float](repeating: 0, count: parameters.trainableCount)
    for step in 0..<10 {
      let scales = [0.01, 0.1, 1, 10]
      for (index, unit) in GoldenInput.hashed(8, salt: 50 + step).enumerated() {
        gradient[index] = Float((2 * unit - 1) * scales[step % 4])
      }
      gradient.withUnsafeMutableBufferPointer {
        _ = optimizer.step(
          parameters, gradient: $0, learningRate: kind.defaultLearningRate, penalty: 0)
      }
    }
    let expected = try #require(try Golden.load().optimizers[kind.rawValue])
    let found = try #require(parameters["dense_1/kernel"])
    for (found, expected) in zip(found, expected) {
      #expect(abs(Double(found) - expected) < Self.runTolerance)
    }
  }

  /// Kernels without data shrink by the penalty alone; their running values must not get denormal,
  /// which would slow every later step, and other code must not notice.
  @Test(arguments: [OptimizerKind.adadelta, .adam])
  func fadingWeightsLeaveNoDenormals(kind: OptimizerKind) throws {
    var builder = GraphBuilder(name: "eight weights", height: 1, width: 1, channels: 2)
    _ = builder.softmax(builder.dense(builder.flatten(builder.input), units: 4))
    let parameters = try Parameters(graph: builder.build())
    // Squared gradients of 4e-40.
    #expect(parameters.set("dense_1/kernel", to: [Float](repeating: 1e-16, count: 8)))
    let optimizer = try Optimizer(
      kind: kind, parameters: parameters, pool: try ThreadPool(threadCount: 1))
    var gradient = [Float](repeating: 0, count: parameters.trainableCount)
    gradient.withUnsafeMutableBufferPointer {
      _ = optimizer.step(parameters, gradient: $0, learningRate: 1e-20, penalty: 1e-4)
    }
    #expect(optimizer.slots.allSatisfy { slot in slot.elements.allSatisfy { !$0.isSubnormal } })
    #expect(optimizer.slots[0].elements.contains { $0 != 0 } == (kind == .adam))
    #expect(Float.leastNormalMagnitude / Float(parameters.trainableCount) > 0)
  }
}
