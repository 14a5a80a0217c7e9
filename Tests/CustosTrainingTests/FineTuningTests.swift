import CustosNetwork
import CustosTestSupport
import Testing

@testable import CustosTraining

/// Layers that are unfrozen on the way, a body that learns more slowly, and limited gradients.
@Suite struct FineTuningTests {
  private let runs: RecipeRuns

  init() throws { runs = try RecipeRuns() }

  private static func kernels(_ trainer: Trainer) -> [String: [Float]] {
    var kernels: [String: [Float]] = [:]
    for parameter in trainer.parameters.layout where parameter.role == .kernel {
      kernels[parameter.name] = trainer.parameters[parameter.name]
    }
    return kernels
  }

  /// `body` is every layer but the last one with weights.
  @Test func theBodyStays() throws {
    let trained = try runs.finished { $0.frozenLayers = ["body"] }
    let start = try runs.trainer().parameters
    for parameter in start.layout {
      let isHead = parameter.name.hasPrefix("dense_1/")
      #expect((trained.parameters[parameter.name] == start[parameter.name]) != isHead)
    }
    #expect(trained.parameters.trainableCount < 4096)
    let both = try runs.finished { $0.frozenLayers = ["conv2d_3", "body"] }
    #expect(both.parameters.snapshot() == trained.parameters.snapshot())
  }

  @Test(arguments: OptimizerKind.allCases)
  func unfreezingLeavesNoTraceOfInterruptions(kind: OptimizerKind) throws {
    // Within the first part, behind its last batch, and within the second part.
    try runs.expectNoTrace(ofStops: [3, 1, 2, 3]) {
      $0.epochs = 3
      $0.optimizer = kind
      $0.learningRate = kind == .adadelta ? nil : 1e-4
      $0.averageDecay = 0.8
      $0.frozenLayers = ["body"]
      $0.unfreezeAfter = 1
    }
  }

  /// The body begins to learn behind the epoch that was asked for; until then the run is that of a
  /// frozen one.
  @Test func theBodyIsUnfrozenInTime() throws {
    func kernels(_ epochs: Int, unfreezeAfter: Int?) throws -> [String: [Float]] {
      Self.kernels(
        try runs.finished {
          $0.epochs = epochs
          $0.frozenLayers = ["body"]
          $0.unfreezeAfter = unfreezeAfter
        })
    }
    let (frozen, unfrozen) = (
      try kernels(3, unfreezeAfter: nil), try kernels(3, unfreezeAfter: 2)
    )
    for (name, kernel) in frozen { #expect(unfrozen[name] != kernel, "\(name)") }
    #expect(try kernels(2, unfreezeAfter: 2) == kernels(2, unfreezeAfter: nil))
  }

  /// Adam's first step of a weight is the learning rate, whatever the gradient, and it is so for weights
  /// whose first step comes late; without a correction of their own it would be three times as much.
  @Test func lateWeightsBeginLikeAllOthers() throws {
    let rate: Float = 1e-4
    let trainer = try runs.trainer {
      $0.optimizer = .adam
      $0.learningRate = rate
      $0.penalty = 0
      $0.frozenLayers = ["body"]
      $0.unfreezeAfter = 1
    }
    let before = Self.kernels(trainer)
    var batches = 0
    _ = try trainer.run(observer: nil) {
      batches += 1
      return batches == 5
    }
    let after = Self.kernels(trainer)
    for name in ["conv2d_1/kernel", "conv2d_2/kernel", "conv2d_3/kernel"] {
      let (old, new) = (try #require(before[name]), try #require(after[name]))
      let largest = zip(old, new).map { abs($1 - $0) }.max() ?? 0
      // Rounded at weights below 1.
      #expect(abs(largest - rate) < 0.01 * rate, "\(name): \(largest)")
    }
  }

  /// With plain gradients a step of the body is the share of the step that it would be else.
  @Test func theBodyLearnsMoreSlowly() throws {
    func changes(_ bodyRate: Float?) throws -> [String: [Float]] {
      let trainer = try runs.trainer {
        $0.bodyRate = bodyRate
        $0.learningRate = 0.01
      }
      let before = Self.kernels(trainer)
      _ = try trainer.run(observer: nil) { true }
      return Self.kernels(trainer).reduce(into: [:]) { result, entry in
        result[entry.key] = zip(before[entry.key] ?? [], entry.value).map { $1 - $0 }
      }
    }
    let (plain, slow) = (try changes(nil), try changes(0.25))
    #expect(try changes(1) == plain)
    for (name, change) in plain {
      let factor: Float = name.hasPrefix("dense_1/") ? 1 : 0.25
      let slowChange = try #require(slow[name])
      // Weights below 1 are rounded to 6e-8 or less in both runs.
      #expect(zip(change, slowChange).allSatisfy { abs($0 * factor - $1) < 2e-7 }, "\(name)")
      #expect(change.contains { abs($0) > 1e-5 }, "\(name)")
    }
  }

  @Test func limitedGradientsAndASlowBodyAreResumed() throws {
    try runs.expectNoTrace(ofStops: [1, 4]) {
      $0.bodyRate = 0.1
      $0.clipNorm = 0.01
      $0.normalization = .precise
    }
  }

  /// One step of plain SGD is no longer than the rate times the limit and Nesterov's factor of 1.9.
  @Test func noStepIsLongerThanTheLimit() throws {
    let trainer = try runs.trainer {
      $0.clipNorm = 0.01
      $0.penalty = 0
      $0.learningRate = 1
    }
    let count = trainer.parameters.trainableCount
    let before = Array(trainer.parameters.trainableBlock)
    _ = try trainer.run(observer: nil) { true }
    let squares = zip(before, trainer.parameters.trainableBlock).reduce(0.0) {
      $0 + Double(($1.1 - $1.0) * ($1.1 - $1.0))
    }
    // Each weight, below 1, is rounded to 6e-8 at most.
    let rounding = 6e-8 * Double(count).squareRoot()
    #expect(abs(squares.squareRoot() - 0.019) < 1e-5 + rounding)
  }

  @Test func contradictionsAreRefused() throws {
    let error = #expect(throws: TrainingError.self) {
      _ = try runs.trainer {
        $0.frozenLayers = ["body"]
        $0.bodyRate = 0.1
      }
    }
    #expect(try #require(error).description.contains("--body-rate has no effect"))
    _ = try runs.trainer {
      $0.frozenLayers = ["body"]
      $0.bodyRate = 0.1
      $0.unfreezeAfter = 1
    }
  }
}
