import CAllocationCounter
import CustosNetwork
import CustosPlatform
import CustosTestRandom
import Testing

@testable import CustosTraining

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What can be chosen beside the original recipe, against plain formulas in float64.
@Suite struct RecipeTests {
  /// Ten steps in float32 against float64, relative to weights of about 1.
  static let tolerance = 2e-6

  /// Kernel, bias and the statistics of a batch normalisation.
  private static func weights() throws -> Parameters {
    var builder = GraphBuilder(name: "few weights", height: 1, width: 1, channels: 3)
    let normal = builder.batchNormalization(builder.input)
    _ = builder.softmax(builder.dense(builder.flatten(normal), units: 4))
    let parameters = try Parameters(graph: builder.build())
    var random = SeededRandom(seed: 5)
    for parameter in parameters.layout {
      _ = parameters.set(
        parameter.name,
        to: (0..<parameter.count).map { _ in Float.random(in: -1...1, using: &random) })
    }
    return parameters
  }

  /// Ten steps with gradients of varying size; `after` looks at the gradients and the step.
  private static func run(
    _ optimizer: Optimizer, _ parameters: Parameters, rate: Float,
    after: (_ gradient: [Float], _ step: Int) -> Void
  ) {
    var random = SeededRandom(seed: 6)
    for step in 1...10 {
      var gradient = (0..<parameters.trainableCount).map { _ in
        Float.random(in: -1...1, using: &random) * pow(10, Float(step % 4) - 2)
      }
      let copy = gradient
      gradient.withUnsafeMutableBufferPointer {
        _ = optimizer.step(parameters, gradient: $0, learningRate: rate, penalty: 0)
      }
      after(copy, step)
    }
  }

  @Test(arguments: [Float(0), 0.004, 0.5])
  func adamWithDecoupledDecay(weightDecay: Float) throws {
    let parameters = try Self.weights()
    let start = parameters.snapshot().map(Double.init)
    let ranges = parameters.trainableRanges
    let optimizer = try Optimizer(
      kind: .adamw, parameters: parameters, pool: try ThreadPool(threadCount: 2),
      weightDecay: weightDecay)
    let rate = 0.01
    var (w, m, v) = (start, start.map { _ in 0.0 }, start.map { _ in 0.0 })
    Self.run(optimizer, parameters, rate: Float(rate)) { gradient, step in
      // Loshchilov and Hutter 2019, algorithm 2, with Keras's place for epsilon.
      let corrected =
        rate * (1 - pow(0.999, Double(step))).squareRoot() / (1 - pow(0.9, Double(step)))
      for range in ranges {
        for index in range.offset..<range.offset + range.count {
          let g = Double(gradient[index])
          m[index] = 0.9 * m[index] + 0.1 * g
          v[index] = 0.999 * v[index] + 0.001 * g * g
          let decay = range.role == .kernel ? rate * Double(weightDecay) * w[index] : 0
          w[index] -= corrected * m[index] / (v[index].squareRoot() + 1e-7) + decay
        }
      }
    }
    for range in ranges {
      for index in range.offset..<range.offset + range.count {
        #expect(abs(Double(parameters.snapshot()[index]) - w[index]) < Self.tolerance)
      }
    }
  }

  @Test func adamWithoutDecayIsAdam() throws {
    let pool = try ThreadPool(threadCount: 1)
    let results = try [OptimizerKind.adam, .adamw].map { kind in
      let parameters = try Self.weights()
      let optimizer = try Optimizer(kind: kind, parameters: parameters, pool: pool, weightDecay: 0)
      Self.run(optimizer, parameters, rate: 0.01) { _, _ in }
      return parameters.snapshot()
    }
    #expect(results[0] == results[1])
  }

  /// The average is the weighted mean of all past weights by its definition, statistics of batch
  /// normalisations included, and does not change what is averaged.
  @Test(arguments: OptimizerKind.allCases, [Float(0.5), 0.999])
  func averageOfWeights(kind: OptimizerKind, decay: Float) throws {
    let pool = try ThreadPool(threadCount: 2)
    let (plain, parameters) = try (Self.weights(), Self.weights())
    let rate = kind.defaultLearningRate
    Self.run(try Optimizer(kind: kind, parameters: plain, pool: pool), plain, rate: rate) { _, _ in
    }
    let optimizer = try Optimizer(
      kind: kind, parameters: parameters, pool: pool, averageDecay: decay)
    var past: [[Float]] = []
    var random = SeededRandom(seed: 9)
    Self.run(optimizer, parameters, rate: rate) { _, _ in
      past.append(parameters.snapshot())
      // As a forward pass does, for the next step.
      _ = parameters.set(
        "batch_normalization_1/moving_mean",
        to: (0..<3).map { _ in Float.random(in: -1...1, using: &random) })
    }
    #expect(past.last == nil ? false : plain["dense_1/kernel"] == parameters["dense_1/kernel"])
    let d = Double(decay)
    let shares = past.indices.map { (1 - d) * pow(d, Double(past.count - 1 - $0)) }
    let total = 1 - pow(d, Double(past.count))
    let average = try #require(optimizer.average?.snapshot())
    for index in average.indices {
      let expected = zip(past, shares).reduce(0) { $0 + Double($1.0[index]) * $1.1 } / total
      #expect(abs(Double(average[index]) - expected) < Self.tolerance)
    }
  }

  @Test(
    .enabled(if: allocation_counter_is_available(), "a sanitizer has its own malloc"),
    arguments: OptimizerKind.allCases)
  func stepsTakeNoMemory(kind: OptimizerKind) throws {
    allocation_counter_enter()
    defer { allocation_counter_leave() }
    let parameters = try Self.weights()
    let optimizer = try Optimizer(
      kind: kind, parameters: parameters, pool: try ThreadPool(threadCount: 2), averageDecay: 0.9)
    var gradient = [Float](repeating: 0.1, count: parameters.trainableCount)
    gradient.withUnsafeMutableBufferPointer { gradient in
      func step() {
        _ = optimizer.step(parameters, gradient: gradient, learningRate: 0.01, penalty: 1e-4)
      }
      step()
      let before = allocation_count()
      for _ in 0..<5 { step() }
      #expect(allocation_count() == before)
    }
  }

  @Test func ratesOfEveryStep() {
    // Ten epochs of four steps, six steps of warm-up.
    func schedule(_ shape: RateSchedule.Shape) -> RateSchedule {
      RateSchedule(
        shape, firstRate: 0.3, lastRate: 0.1, warmUpEpochs: 1.5, epochs: 10, stepsPerEpoch: 4)
    }
    for shape in RateSchedule.Shape.allCases {
      for step in 0..<6 {
        let rate = schedule(shape).rate(step: step, plateauRate: 0.3)
        #expect(abs(Double(rate) - 0.3 * Double(step + 1) / 6) < 1e-7)
      }
    }
    for step in [6, 7, 20, 39, 40, 100] {
      #expect(schedule(.constant).rate(step: step, plateauRate: 0.15) == 0.3)
      #expect(schedule(.plateau).rate(step: step, plateauRate: 0.15) == 0.15)
      let place = min(1, Double(step - 6) / 34)
      let expected = 0.1 + 0.2 * 0.5 * (1 + cos(Double.pi * place))
      let found = Double(schedule(.cosine).rate(step: step, plateauRate: 0.15))
      #expect(abs(found - expected) < 1e-7)
    }
    let plain = RateSchedule(.plateau, firstRate: 1, epochs: 2, stepsPerEpoch: 3)
    #expect((0..<9).allSatisfy { plain.rate(step: $0, plateauRate: 0.25) == 0.25 })
  }

  @Test func onlyPlateausLowerTheRate() {
    var schedule = EpochRule(
      learningRate: 1, lowersRate: false, patience: 1, stoppingPatience: 4)
    var stops = 0
    for epoch in 1...5 {
      let decision = schedule.finish(epoch: epoch, accuracy: 0.5)
      #expect(decision.loweredRate == nil)
      if decision.stops { stops = epoch }
    }
    #expect(schedule.learningRate == 1 && stops == 5)
  }
}
