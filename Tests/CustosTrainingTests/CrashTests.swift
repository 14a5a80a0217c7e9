import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosTraining
@testable import CustosWeights

/// `custos train` killed at every one of its file operations, and at random moments, comes to the same
/// bits once it is resumed.
@Suite(.serialized) struct CrashTests {
  private let tiny: TinyDataSet
  private let folder: TemporaryFolder

  init() throws {
    tiny = try TinyDataSet(training: 3)
    folder = try TemporaryFolder(inMemory: true)
    // A network of few steps gives all pictures the same label; which one shall make a difference.
    try FileSystem.remove(tiny.folder.file("validation/L1/1.png"))
    try FileSystem.write(
      try FileSystem.read(tiny.folder.file("training/S1/0.png")),
      to: tiny.folder.file("validation/S1/2.png"), replacing: false)
  }

  /// A tiny run; its state is saved after every batch.
  private func driver(batchSize: Int) throws -> CrashDriver {
    let data = tiny.folder.path
    return try CrashDriver("train", in: folder) { seed in
      [
        "--data", data, "--width", "8", "--height", "16", "--batch-size", "\(batchSize)",
        "--epochs", "2", "--seed", "\(seed)", "--optimizer", "sgd", "--learning-rate", "0.1",
        "--schedule", "cosine", "--final-rate", "0.05", "--warm-up-epochs", "0.5", "--ema", "0.2",
        "--threads", "1", "--checkpoint-minutes", "1e-9",
      ]
    } epochOfModel: {
      try TrainedModel(readingFrom: $0).metadata["epoch"]
    }
  }

  @Test func killedAtEveryFileOperation() throws {
    let driver = try driver(batchSize: 9)
    let whole = try driver.reference()
    let count = try driver.operationCount()
    #expect(count > 50)
    for place in 1...count {
      let output = folder.file("killed-\(place)")
      let killed = try driver.start(output, seed: whole.seed, faultAt: place)
      #expect(killed.exitCode == 128 + SIGKILL, "operation \(place): \(killed.error)")
      try driver.checkLeftovers(output, history: whole.snapshot.history)
      if place % 5 == 0 {
        // The second crash comes within the operations that a resumed run begins with.
        let again = try driver.start(output, seed: whole.seed, faultAt: 1 + place / 5 % 12)
        #expect([0, 128 + SIGKILL].contains(again.exitCode), "operation \(place): \(again.error)")
        try driver.checkLeftovers(output, history: whole.snapshot.history)
      }
      let resumed = try driver.start(output, seed: whole.seed)
      #expect(resumed.exitCode == 0, "operation \(place): \(resumed.error)")
      #expect(driver.results(resumed) == driver.results(whole.outcome), "operation \(place)")
      driver.expectEqual(try RunSnapshot(output), whole.snapshot, "operation \(place)")
      try FileManager.default.removeItem(atPath: output)
    }
  }

  @Test(arguments: [SIGKILL, SIGTERM])
  func interruptedAtRandomMoments(signal: Int32) throws {
    try driver(batchSize: 3).interruptAtRandomMoments(signal: signal)
  }
}
