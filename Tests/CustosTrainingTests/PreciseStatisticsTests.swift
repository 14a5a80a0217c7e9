import CustosLoading
import CustosNetwork
import CustosTestData
import CustosTestSupport
import CustosWeights
import Testing

@testable import CustosTraining

/// Statistics of batch normalisations that are measured before each validation.
@Suite struct PreciseStatisticsTests {
  private let runs: RecipeRuns

  init() throws { runs = try RecipeRuns() }

  @Test(arguments: [nil, Float(0.8)])
  func resumingMeasuresTheSame(averageDecay: Float?) throws {
    try runs.expectNoTrace(ofStops: [2, 2, 1]) {
      $0.normalization = .precise
      $0.averageDecay = averageDecay
    }
  }

  private static let statistics = ["moving_mean", "moving_variance"].map {
    "batch_normalization_1/\($0)"
  }

  /// What the weights are trained to does not depend on the statistics, and these depend on the weights
  /// and the pictures alone: those before the epoch, however wrong, have no part in them.
  @Test(arguments: [nil, Float(0.8)])
  func nothingIsLeftOfEarlierStatistics(averageDecay: Float?) throws {
    func weights(spoiling: Bool, _ normalization: NormalizationStatistics) throws -> [[Float]?] {
      let output = try TemporaryFolder(inMemory: true)
      let trainer = try runs.trainer(output) {
        $0.normalization = normalization
        $0.averageDecay = averageDecay
        $0.epochs = 1
      }
      if spoiling {
        for name in Self.statistics {
          let count = try #require(trainer.parameters[name]).count
          #expect(trainer.parameters.set(name, to: [Float](repeating: 1e4, count: count)))
        }
      }
      #expect(try trainer.run(observer: nil) { false } == .finished)
      let model = try runs.model(output, trainer)
      return (Self.statistics + ["conv2d_1/kernel"]).map { model[$0] }
    }
    let measured = try weights(spoiling: false, .precise)
    #expect(try weights(spoiling: true, .precise) == measured)
    // Running averages are spoilt, and begin far from what is measured.
    let running = try weights(spoiling: false, .running)
    #expect(try weights(spoiling: true, .running)[0] != running[0])
    #expect(running[0] != measured[0] && running[2] == measured[2])
  }

  /// After two dozen steps a running average holds less than a quarter of what it averages (1 - 0.99^24),
  /// so that two vgg4, equal but for their statistics, differ where it matters: the one with
  /// measured statistics knows validation pictures as well as those that it was trained on. After half as many
  /// steps it depends on how the CPU's kernels round whether the last picture is known.
  @Test func shortRunsDoNotLag() throws {
    func last(_ normalization: NormalizationStatistics) throws -> EpochRecord {
      var options = runs.options
      options.normalization = normalization
      (options.epochs, options.optimizer, options.learningRate) = (6, .adam, 3e-4)
      let output = try TemporaryFolder(inMemory: true)
      let trainer = try Trainer(
        options: options, data: runs.data, dataFolder: runs.tiny.folder.path, output: output.path,
        pool: runs.pool)
      #expect(try trainer.run(observer: nil) { false } == .finished)
      return try #require(trainer.history.last)
    }
    let (running, precise) = (try last(.running), try last(.precise))
    #expect(running.trainingLoss == precise.trainingLoss)
    #expect(precise.validationAccuracy == 1)
    #expect(precise.validationLoss < 0.5 * running.validationLoss)
  }

  @Test func anOptionOfTheRecipe() throws {
    var options = runs.options
    #expect(options.normalization == nil)
    options.take(.best)
    #expect(options.normalization == .precise && options.seed == runs.options.seed)
    #expect(options.optimizer == .adamw && options.penalty == 0 && options.modelName == "vgg4")
    #expect(options.photo == .photo(width: 8) && options.epochs == 20 && options.batchSize == 32)
    options.take(.reference)
    var reference = TrainingOptions(modelName: "vgg4", width: 8, height: 16, threads: 2)
    reference.seed = options.seed
    #expect(options == reference)
  }
}
