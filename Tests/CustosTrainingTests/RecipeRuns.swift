import CustosDataSet
import CustosNetwork
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosTraining

/// Short runs on small drawn pictures, four batches an epoch.
struct RecipeRuns {
  let tiny: TinyDataSet
  let pool: ThreadPool
  let data: TrainingData
  /// Where runs go that are given no folder.
  private let scratch: TemporaryFolder
  var options = TrainingOptions(modelName: "vgg4", width: 8, height: 16, threads: 2)

  /// Draws the pictures; the recipe is SGD over two epochs.
  init() throws {
    tiny = try TinyDataSet()
    scratch = try TemporaryFolder(inMemory: true)
    pool = try ThreadPool(threadCount: 2)
    data = try TrainingData(folder: tiny.folder.path, width: 8, height: 16, pool: pool)
    options.batchSize = 4
    options.epochs = 2
    options.optimizer = .sgd
    options.learningRate = 1e-3
  }

  /// A new run of these options, changed.
  func trainer(
    _ output: TemporaryFolder? = nil, _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    var options = options
    change(&options)
    return try Trainer(
      options: options, data: data, dataFolder: tiny.folder.path,
      output: (output ?? scratch).path, pool: pool)
  }

  /// Trains to the end.
  func finished(
    _ output: TemporaryFolder? = nil, _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    let trainer = try trainer(output, change)
    #expect(try trainer.run(observer: nil) { false } == .finished)
    return trainer
  }

  /// Expects that a run that is interrupted behind the given numbers of batches comes to the bits of
  /// one that is not: weights, averages, history and model.
  func expectNoTrace(
    ofStops stops: [Int], _ change: (inout TrainingOptions) -> Void,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let whole = try TemporaryFolder(inMemory: true)
    let uninterrupted = try finished(whole, change)
    let parts = try TemporaryFolder(inMemory: true)
    var current = try trainer(parts, change)
    for stop in stops {
      var batches = 0
      let outcome = try current.run(observer: nil) {
        batches += 1
        return batches == stop
      }
      #expect(outcome == .interrupted, sourceLocation: location)
      let saved = try Trainer.savedRun(in: parts.path)
      #expect(saved.options == uninterrupted.options, sourceLocation: location)
      current = try Trainer(
        resuming: parts.path, options: saved.options, data: data, dataFolder: saved.dataFolder,
        pool: pool)
    }
    #expect(try current.run(observer: nil) { false } == .finished, sourceLocation: location)
    #expect(
      current.parameters.snapshot() == uninterrupted.parameters.snapshot(),
      sourceLocation: location)
    #expect(
      current.optimizer.average?.snapshot() == uninterrupted.optimizer.average?.snapshot(),
      sourceLocation: location)
    let histories = [current, uninterrupted].map { trainer in
      trainer.history.map { [$0.trainingLoss, $0.validationLoss, $0.validationAccuracy] }
    }
    #expect(histories[0] == histories[1], sourceLocation: location)
    let models = try [whole, parts].map { try FileSystem.read($0.file(RunFolder.modelFile)) }
    #expect(models[0] == models[1], sourceLocation: location)
  }
}
