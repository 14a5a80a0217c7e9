import CustosNetwork
import CustosNetworkSupport
import CustosPlatform
import CustosSupport
import CustosTestSupport
import CustosWeightsSupport
import Testing

@testable import CustosTraining

/// The trainer knows its task by the protocol alone: one with two outputs is trained, saved and
/// resumed, and shared by several processes.
@Suite struct TrainingTaskTests {
  /// Losses of an epoch with sums in another order, relative: three steps in float32, each of which
  /// moves weights by at most 1e-2 times a gradient that is right to 1e-4.
  private static let tolerance = 1e-3
  private var options = TrainingOptions(
    modelName: "map", width: MapTask.width, height: MapTask.height, threads: 1)

  init() {
    options.batchSize = 4
    options.epochs = 6
    options.optimizer = .sgd
    options.learningRate = 0.01
  }

  private func trainer(
    _ output: TemporaryFolder, samples: Int = 11,
    _ communicator: any Communicator = SingleProcess()
  ) throws -> Trainer {
    try Trainer(
      options: options, task: MapTask(count: samples), dataFolder: "drawn", output: output.path,
      pool: ThreadPool(threadCount: 1), communicator: communicator)
  }

  @Test func aTaskWithAMapIsTrained() throws {
    let output = try TemporaryFolder(inMemory: true)
    let trained = try trainer(output)
    #expect(try trained.run(observer: nil) { false } == .finished)
    let losses = trained.history.map(\.trainingLoss)
    #expect(losses.count == 6 && (losses.last ?? 1) < 0.7 * (losses.first ?? 0))
    let model = try SafeTensors(readingFrom: output.file(RunFolder.modelFile))
    #expect(Set(model.tensors.keys) == Set(trained.parameters.layout.map(\.name)))
    #expect(model.metadata["validation_accuracy"] == trained.bestAccuracy.map { "\($0)" })

    let parts = try TemporaryFolder(inMemory: true)
    var batches = 0
    let first = try trainer(parts).run(observer: nil) {
      batches += 1
      return batches == 5
    }
    #expect(first == .interrupted)
    let second = try Trainer(
      resuming: parts.path, options: options, task: MapTask(count: 11), dataFolder: "drawn",
      pool: ThreadPool(threadCount: 1))
    #expect(try second.run(observer: nil) { false } == .finished)
    #expect(second.parameters.snapshot() == trained.parameters.snapshot())
    #expect(throws: FileError.self) {
      _ = try Trainer(
        resuming: parts.path, options: options, task: MapTask(count: 12), dataFolder: "drawn",
        pool: ThreadPool(threadCount: 1))
    }
  }

  private struct Outcome: Equatable {
    let weights: [UInt32]
    let losses: [Double]
    let batches: Int
  }

  private func run(
    _ output: TemporaryFolder, _ communicator: any Communicator, stopAfter: Int? = nil
  ) throws -> Outcome {
    let trainer = try trainer(output, communicator)
    var batches = 0
    _ = try trainer.run(observer: nil) {
      batches += 1
      // One process is asked to stop; all do.
      return communicator.rank == communicator.size - 1 && batches == stopAfter
    }
    return Outcome(
      weights: trainer.parameters.snapshot().map(\.bitPattern),
      losses: trainer.history.flatMap { [$0.trainingLoss, $0.validationLoss] }, batches: batches)
  }

  @Test(arguments: [nil, 7], [false, true])
  func processesTrainTogether(stopAfter: Int?, isTuned: Bool) throws {
    var tuned = self
    if isTuned {
      tuned.options.normalization = .precise
      tuned.options.averageDecay = 0.9
      tuned.options.clipNorm = 0.5
      tuned.options.frozenLayers = [TrainingOptions.body]
      tuned.options.unfreezeAfter = 1
    }
    try tuned.compareProcesses(stopAfter: stopAfter)
  }

  private func compareProcesses(stopAfter: Int?) throws {
    let single = try TemporaryFolder(inMemory: true)
    let alone = try run(single, SingleProcess(), stopAfter: stopAfter)
    let folders = [try TemporaryFolder(inMemory: true), try TemporaryFolder(inMemory: true)]
    let both = try ProcessGroup(size: 2).run { communicator in
      try run(folders[communicator.rank], communicator, stopAfter: stopAfter)
    }
    #expect(both[0] == both[1])
    #expect(both[0].batches == alone.batches && both[0].losses.count == alone.losses.count)
    for (found, expected) in zip(both[0].losses, alone.losses) {
      #expect(abs(found / expected - 1) < Self.tolerance)
    }
    #expect(folders[0].names.contains(RunFolder.stateFile))
    #expect(folders[1].names == [])
  }

  @Test func aBatchOfFewerSamplesThanProcessesIsRefused() throws {
    let output = try TemporaryFolder(inMemory: true)
    let errors = try ProcessGroup(size: 2).run { communicator in
      #expect(throws: TrainingError.self) {
        _ = try trainer(output, samples: 9, communicator)
      }
    }
    for error in errors {
      let text = try #require(error).description
      #expect(text.contains("a batch of 1") && text.contains("2 processes"))
    }
  }
}
