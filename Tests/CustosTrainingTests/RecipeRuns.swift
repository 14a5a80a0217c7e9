import CustosDataSet
import CustosNetwork
import CustosPlatform
import CustosTestData
import CustosTestSupport
import CustosWeights
import Testing

@testable import CustosTraining

/// Short runs of a slim network on small drawn pictures, four batches an epoch.
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
      options: options, task: SlimTask(data, options: options, pool: pool),
      dataFolder: tiny.folder.path, output: (output ?? scratch).path, pool: pool)
  }

  /// The run in a folder, to be continued with its own options or others.
  func resumed(_ output: TemporaryFolder, _ options: TrainingOptions? = nil) throws -> Trainer {
    let saved = try Trainer.savedRun(in: output.path)
    let options = options ?? saved.options
    return try Trainer(
      resuming: output.path, options: options,
      task: SlimTask(data, options: options, pool: pool), dataFolder: saved.dataFolder, pool: pool)
  }

  /// The weights of the model that a run has written.
  func model(_ output: TemporaryFolder, _ trainer: Trainer) throws -> Parameters {
    let parameters = try Parameters(graph: trainer.graph)
    let file = try SafeTensorsFile(output.file(RunFolder.modelFile))
    _ = try loadWeights(from: file, into: parameters)
    return parameters
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
      current = try resumed(parts)
      #expect(current.options == uninterrupted.options, sourceLocation: location)
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
