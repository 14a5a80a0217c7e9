import CustosModels
import CustosPlatform
import CustosTestSupport
import CustosTraining
import Testing

@Suite struct TrainerTests {
  private let tiny: TinyDataSet
  private let pool: ThreadPool
  private let data: TrainingData
  private var options = TrainingOptions(modelName: "vgg4", width: 8, height: 16, threads: 2)

  init() throws {
    tiny = try TinyDataSet()
    pool = try ThreadPool(threadCount: 2)
    data = try TrainingData(folder: tiny.folder.path, width: 8, height: 16, pool: pool)
    options.batchSize = 4
    options.epochs = 2
  }

  private func trainer(_ output: TemporaryFolder) throws -> Trainer {
    try Trainer(
      options: options, data: data, dataFolder: tiny.folder.path, output: output.path, pool: pool)
  }

  /// Interrupted within an epoch and behind the last of its four batches, a run comes to the very
  /// same weights and history.
  @Test func resumingEqualsAnUninterruptedRun() throws {
    try checkResuming()
  }

  /// So it does with everything drawn that a camera does.
  @Test func resumingWithPhotosEqualsAnUninterruptedRun() throws {
    var photo = self
    photo.options.photo = .photo(width: 8)
    try photo.checkResuming()
  }

  private func checkResuming() throws {
    let whole = try TemporaryFolder()
    let uninterrupted = try trainer(whole)
    #expect(try uninterrupted.run(observer: nil) { false } == .finished)

    let parts = try TemporaryFolder()
    var current = try trainer(parts)
    for stop in [2, 2, 1] {
      var batches = 0
      let outcome = try current.run(observer: nil) {
        batches += 1
        return batches == stop
      }
      #expect(outcome == .interrupted)
      let saved = try Trainer.savedRun(in: parts.path)
      #expect(saved.options == options)
      current = try Trainer(
        resuming: parts.path, options: saved.options, data: data, dataFolder: saved.dataFolder,
        pool: pool)
    }
    #expect(try current.run(observer: nil) { false } == .finished)
    #expect(current.parameters.snapshot() == uninterrupted.parameters.snapshot())
    func figures(_ trainer: Trainer) -> [[Double]] {
      trainer.history.map {
        [$0.trainingLoss, $0.trainingAccuracy, $0.validationLoss, $0.validationAccuracy]
      }
    }
    #expect(figures(current) == figures(uninterrupted))
    let models = try [whole, parts].map {
      try FileSystem.read($0.file(Trainer.modelFile))
    }
    #expect(models[0] == models[1])
  }

  @Test func theBestModelIsReadBack() throws {
    let output = try TemporaryFolder()
    let trained = try trainer(output)
    #expect(try trained.run(observer: nil) { false } == .finished)
    let model = try TrainedModel(readingFrom: output.file(Trainer.modelFile))
    #expect(model.labels == TinyDataSet.labels)
    #expect(model.configuration == .vgg4)
    let evaluation = try Evaluation(FloatClassifier(model, pool: pool), data.validation)
    #expect(evaluation.report.accuracy == trained.bestAccuracy)
  }

  /// A learning rate that blows the weights up ends the run with its sentence, and what was saved
  /// before stays.
  @Test func divergenceKeepsTheLastGoodCheckpoint() throws {
    let output = try TemporaryFolder()
    let good = try trainer(output)
    #expect(try good.run(observer: nil) { good.history.count == 1 } != .finished)
    let before = try FileSystem.read(output.file(Trainer.modelFile))
    var wild = self
    wild.options.optimizer = .sgd
    wild.options.learningRate = 1e30
    let bad = try wild.trainer(output)
    #expect {
      _ = try bad.run(observer: nil) { false }
    } throws: { error in
      guard let error = error as? TrainingError, case .diverged = error else { return false }
      return error.description.contains("no finite number") && error.exitCode == 1
    }
    #expect(try FileSystem.read(output.file(Trainer.modelFile)) == before)
  }

  @Test func otherPicturesAreNotResumedOn() throws {
    let output = try TemporaryFolder()
    #expect(try trainer(output).run(observer: nil) { true } == .interrupted)
    let other = try TinyDataSet(training: 4)
    let otherData = try TrainingData(folder: other.folder.path, width: 8, height: 16, pool: pool)
    #expect(throws: TrainingError.self) {
      _ = try Trainer(
        resuming: output.path, options: options, data: otherData, dataFolder: other.folder.path,
        pool: pool)
    }
    let empty = try TemporaryFolder()
    #expect(throws: TrainingError.nothingToResume(empty.path)) {
      _ = try Trainer.savedRun(in: empty.path)
    }
  }
}
