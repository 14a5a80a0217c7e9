import CustosArchitectures
import CustosLoading
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosTestData
import CustosTestSupport
import CustosWeightsSupport
import Foundation
import Testing

@testable import CustosDataSet
@testable import CustosEvaluation
@testable import CustosTraining
@testable import CustosWeights

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

  private func resumed(_ output: TemporaryFolder) throws -> Trainer {
    let saved = try Trainer.savedRun(in: output.path)
    return try Trainer(
      resuming: output.path, options: saved.options, data: data, dataFolder: saved.dataFolder,
      pool: pool)
  }

  private func trainer(_ output: TemporaryFolder) throws -> Trainer {
    try Trainer(
      options: options, data: data, dataFolder: tiny.folder.path, output: output.path, pool: pool)
  }

  /// Interrupted within an epoch and behind the last of its four batches, a run comes to the very
  /// same weights and history.
  @Test(arguments: OptimizerKind.allCases, RateSchedule.Shape.allCases)
  func resumingEqualsAnUninterruptedRun(kind: OptimizerKind, shape: RateSchedule.Shape) throws {
    var recipe = self
    recipe.options.optimizer = kind
    recipe.options.learningRate = kind == .adadelta ? nil : 1e-3
    recipe.options.schedule = shape
    recipe.options.warmUpEpochs = 0.75
    recipe.options.averageDecay = shape == .plateau ? nil : 0.8
    recipe.options.labelSmoothing = 0.1
    try recipe.compareResumedWithUninterrupted()
  }

  /// The same holds with all random changes of a camera.
  @Test func resumingWithPhotosEqualsAnUninterruptedRun() throws {
    var photo = self
    photo.options.photo = .photo(width: 8)
    try photo.compareResumedWithUninterrupted()
  }

  private func compareResumedWithUninterrupted() throws {
    let whole = try TemporaryFolder(inMemory: true)
    let uninterrupted = try trainer(whole)
    #expect(try uninterrupted.run(observer: nil) { false } == .finished)

    let parts = try TemporaryFolder(inMemory: true)
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
        [
          $0.trainingLoss, $0.trainingAccuracy, $0.validationLoss, $0.validationAccuracy,
          $0.learningRate,
        ]
      }
    }
    #expect(figures(current) == figures(uninterrupted))
    let models = try [whole, parts].map {
      try FileSystem.read($0.file(RunFolder.modelFile))
    }
    #expect(models[0] == models[1])
  }

  /// The same seed and threads give the same bits.
  @Test func twoRunsAreEqual() throws {
    let folders = [try TemporaryFolder(inMemory: true), try TemporaryFolder(inMemory: true)]
    let weights = try folders.map { folder in
      let trainer = try trainer(folder)
      #expect(try trainer.run(observer: nil) { false } == .finished)
      return trainer.parameters.snapshot().map(\.bitPattern)
    }
    #expect(weights[0] == weights[1])
    let models = try folders.map { try FileSystem.read($0.file(RunFolder.modelFile)) }
    #expect(models[0] == models[1])
    var other = self
    other.options.seed = 2
    let third = try TemporaryFolder(inMemory: true)
    let different = try other.trainer(third)
    _ = try different.run(observer: nil) { false }
    #expect(different.parameters.snapshot().map(\.bitPattern) != weights[0])
  }

  private static func savedSteps(_ output: TemporaryFolder) -> Int {
    (try? TrainingState.read(from: output.file(RunFolder.stateFile)).state.stepCount) ?? -1
  }

  private struct Killed: Error {}

  /// Ends a run at once, as a kill would: nothing is saved on the way out.
  private final class Killer: TrainingObserver {
    let epoch: Int
    init(afterEpoch epoch: Int) { self.epoch = epoch }
    func didFinishBatch(_ progress: TrainingProgress) {}
    func didFinishEpoch(
      _ history: [EpochRecord], decision: EpochRule.Decision, previousBest: Double?
    ) throws {
      if history.count == epoch { throw Killed() }
    }
  }

  /// The state is there from the start, after every epoch, and within epochs if that is asked for.
  @Test func theStateIsSavedOnTheWay() throws {
    let output = try TemporaryFolder(inMemory: true)
    var batches = 0
    var saved: [Int] = []
    var frequent = self
    frequent.options.checkpointMinutes = 1e-9
    let trainer = try frequent.trainer(output)
    _ = try trainer.run(observer: nil) {
      saved.append(Self.savedSteps(output))
      batches += 1
      return batches == 6
    }
    #expect(saved == [0, 1, 2, 3, 4, 5])

    var rare = self
    rare.options.checkpointMinutes = 0
    saved = []
    _ = try rare.trainer(output).run(observer: nil) {
      saved.append(Self.savedSteps(output))
      return false
    }
    #expect(saved == [0, 0, 0, 0, 4, 4, 4, 4])

    let killed = try frequent.trainer(output)
    #expect(throws: Killed.self) {
      _ = try killed.run(observer: Killer(afterEpoch: 1)) { false }
    }
    #expect(try resumed(output).history.count == 1)
  }

  /// A model that is better than the state knows of is not replaced by a worse one.
  @Test func aBetterModelStays() throws {
    let output = try TemporaryFolder(inMemory: true)
    let first = try trainer(output)
    #expect(throws: Killed.self) {
      _ = try first.run(observer: Killer(afterEpoch: 1)) { false }
    }
    var file = try SafeTensors(readingFrom: output.file(RunFolder.modelFile))
    #expect(file.metadata["epoch"] == "1")
    #expect(file.metadata["validation_accuracy"] == first.bestAccuracy.map { "\($0)" })
    file.metadata["epoch"] = "2"
    file.metadata["validation_accuracy"] = "1.5"
    try file.write(to: output.file(RunFolder.modelFile), replacing: true)
    let before = try FileSystem.read(output.file(RunFolder.modelFile))
    var longer = try Trainer.savedRun(in: output.path).options
    longer.epochs = 6
    let second = try Trainer(
      resuming: output.path, options: longer, data: data, dataFolder: tiny.folder.path, pool: pool)
    #expect(try second.run(observer: nil) { false } == .finished)
    #expect(try FileSystem.read(output.file(RunFolder.modelFile)) == before)
  }

  @Test func theAverageIsValidatedAndSaved() throws {
    var averaging = self
    averaging.options.averageDecay = 0.9
    let output = try TemporaryFolder(inMemory: true)
    let trained = try averaging.trainer(output)
    #expect(try trained.run(observer: nil) { false } == .finished)
    let model = try TrainedModel(readingFrom: output.file(RunFolder.modelFile))
    #expect(model.parameters.snapshot() != trained.parameters.snapshot())
    if trained.bestEpoch == averaging.options.epochs {
      #expect(model.parameters.snapshot() == trained.optimizer.average?.snapshot())
    }
    let evaluation = try Evaluation(try FloatClassifier(model, pool: pool), data.validation)
    #expect(evaluation.report.accuracy == trained.bestAccuracy)
  }

  @Test func theRateOfTheLastStepIsRecorded() throws {
    var cosine = self
    cosine.options.optimizer = .sgd
    cosine.options.learningRate = 0.01
    cosine.options.schedule = .cosine
    cosine.options.warmUpEpochs = 0.5
    let output = try TemporaryFolder(inMemory: true)
    let trained = try cosine.trainer(output)
    #expect(try trained.run(observer: nil) { false } == .finished)
    // Eight steps, two of them warm-up.
    let expected = [3, 7].map { 0.01 * (1 + cos(Double.pi * Double($0 - 2) / 6)) / 2 }
    for (record, expected) in zip(trained.history, expected) {
      #expect(abs(record.learningRate - expected) < 1e-9)
    }
  }

  /// The batch and the pictures to blame are named.
  @Test func brokenPicturesAreNamed() throws {
    let output = try TemporaryFolder(inMemory: true)
    let trainer = try trainer(output)
    var loss = BatchLoss(imageCount: 4)
    loss.sum = .nan
    loss.brokenImages = [2]
    let plan = EpochPlan(number: 1, order: [3, 1, 0, 2], batchSize: 4)
    let path = data.training.list.items[0].path
    #expect(
      trainer.divergence(in: loss, plan)
        == .diverged(what: "the loss of \(path) in batch 1", epoch: 1))
    loss.brokenImages = [0, 1, 2, 3]
    #expect(
      trainer.divergence(in: loss, plan).description.contains("every picture of batch 1"))
  }

  @Test func statesOfOtherVersionsAreRefused() throws {
    let output = try TemporaryFolder(inMemory: true)
    #expect(try trainer(output).run(observer: nil) { true } == .interrupted)
    let path = output.file(RunFolder.stateFile)
    let good = try SafeTensors(readingFrom: path)
    func refusal(_ change: (inout SafeTensors) -> Void) throws -> String {
      var file = good
      change(&file)
      try file.write(to: path, replacing: true)
      do {
        _ = try resumed(output)
        return ""
      } catch {
        let refusal = try Refusal(error)
        #expect(refusal.exitCode == 65 && refusal.sentence.hasSuffix("."))
        return refusal.sentence
      }
    }
    #expect(try refusal { _ in } == "")
    let newer = try refusal { $0.metadata["format"] = "custos.state/99" }
    #expect(newer.contains("custos.state/99") && newer.contains("the version that wrote it"))
    #expect(try refusal { $0.metadata["format"] = "custos.float/1" }.contains("no training state"))
    #expect(try refusal { $0.metadata["state"] = "{}" }.contains("damaged"))
    #expect(try refusal { $0.tensors["optimizer/1"] = nil }.contains("optimizer/1"))
    #expect(
      try refusal { $0.tensors["dense_1/bias"]?.values[0] = .infinity }.contains("dense_1/bias"))
  }

  @Test func theBestModelIsReadBack() throws {
    let output = try TemporaryFolder(inMemory: true)
    let trained = try trainer(output)
    #expect(try trained.run(observer: nil) { false } == .finished)
    let model = try TrainedModel(readingFrom: output.file(RunFolder.modelFile))
    #expect(model.labels == TinyDataSet.labels)
    #expect(model.configuration == .vgg4)
    let evaluation = try Evaluation(try FloatClassifier(model, pool: pool), data.validation)
    #expect(evaluation.report.accuracy == trained.bestAccuracy)
  }

  /// A learning rate that blows the weights up ends the run with its sentence, and what was saved
  /// before stays.
  @Test func divergenceKeepsTheLastGoodCheckpoint() throws {
    let output = try TemporaryFolder(inMemory: true)
    let good = try trainer(output)
    #expect(try good.run(observer: nil) { good.history.count == 1 } != .finished)
    let before = try FileSystem.read(output.file(RunFolder.modelFile))
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
    #expect(try FileSystem.read(output.file(RunFolder.modelFile)) == before)
  }

  @Test func otherPicturesAreNotResumedOn() throws {
    let output = try TemporaryFolder(inMemory: true)
    #expect(try trainer(output).run(observer: nil) { true } == .interrupted)
    let other = try TinyDataSet(training: 4)
    let otherData = try TrainingData(folder: other.folder.path, width: 8, height: 16, pool: pool)
    #expect(throws: FileError.self) {
      _ = try Trainer(
        resuming: output.path, options: options, data: otherData, dataFolder: other.folder.path,
        pool: pool)
    }
    let empty = try TemporaryFolder(inMemory: true)
    #expect(throws: TrainingError.nothingToResume(empty.path)) {
      _ = try Trainer.savedRun(in: empty.path)
    }
  }
}
