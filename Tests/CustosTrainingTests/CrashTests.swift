import CustosPlatform
import CustosTestData
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@testable import CustosTraining
@testable import CustosWeights

/// `custos train` killed at every one of its file operations, and at random moments, comes to the same
/// bits once it is resumed.
@Suite(.serialized) struct CrashTests {
  /// A tiny run; its state is saved after every batch.
  private struct Recipe {
    var data: String
    var batchSize: Int
    var seed = 1

    func arguments(_ output: String) -> [String] {
      [
        "train", "--data", data, "--output", output, "--width", "8", "--height", "16",
        "--batch-size", "\(batchSize)", "--epochs", "2", "--seed", "\(seed)", "--optimizer", "sgd",
        "--learning-rate", "0.1", "--schedule", "cosine", "--final-rate", "0.05",
        "--warm-up-epochs", "0.5", "--ema", "0.2", "--threads", "1", "--checkpoint-minutes", "1e-9",
        "--quiet",
      ]
    }
  }

  private let tiny: TinyDataSet
  private let custos: BuiltProgram
  private let folder: TemporaryFolder

  init() throws {
    tiny = try TinyDataSet(training: 3)
    custos = try BuiltProgram(named: "custos")
    folder = try TemporaryFolder(inMemory: true)
    // A network of few steps gives all pictures the same label; which one shall make a difference.
    try FileSystem.remove(tiny.folder.file("validation/L1/1.png"))
    try FileSystem.write(
      try FileSystem.read(tiny.folder.file("training/S1/0.png")),
      to: tiny.folder.file("validation/S1/2.png"), replacing: false)
  }

  private func start(
    _ output: String, _ recipe: Recipe, faultAt: Int = 0,
    interruption: BuiltProgram.Interruption? = nil
  ) throws -> BuiltProgram.Outcome {
    let resumes = try RunSnapshot.finishedEpochs(in: output) != nil
    return try custos.run(
      resumes ? ["train", "--resume", output, "--quiet"] : recipe.arguments(output) + ["--force"],
      environment: [
        "LD_PRELOAD": try BuiltProgram(named: "libCustosFileFaults.so").path,
        "CUSTOS_FAULT_AT": "\(faultAt)", "CUSTOS_FAULT_COUNT": folder.file("count"),
      ], interruption: interruption)
  }

  private struct Reference {
    let recipe: Recipe
    let outcome: BuiltProgram.Outcome
    let snapshot: RunSnapshot
    let milliseconds: Int
  }

  /// A run without interruption whose second epoch is better than the first.
  private func reference(batchSize: Int) throws -> Reference {
    let output = folder.file("whole")
    var recipe = Recipe(data: tiny.folder.path, batchSize: batchSize)
    while true {
      let begin = MonotonicClock.nanoseconds
      let outcome = try start(output, recipe)
      let milliseconds = Int(MonotonicClock.nanoseconds - begin) / 1_000_000
      try #require(outcome.exitCode == 0, "\(outcome.error)")
      let snapshot = try RunSnapshot(output)
      guard bestEpoch(snapshot.history, count: 2) == "1" else {
        return Reference(
          recipe: recipe, outcome: outcome, snapshot: snapshot, milliseconds: milliseconds)
      }
      recipe.seed += 1
      try #require(recipe.seed < 30, "the second epoch is the better one with some seed")
      try FileManager.default.removeItem(atPath: output)
    }
  }

  /// What the command says at the end, but for the time.
  private func results(_ outcome: BuiltProgram.Outcome) -> [String] {
    outcome.lines.filter { !$0.hasPrefix("Run time") }
  }

  /// The best epoch of the first `count`, as history tells.
  private func bestEpoch(_ history: [String], count: Int) -> String {
    let accuracies = history.dropFirst().prefix(count).map {
      Double($0.split(separator: ",")[4]) ?? -1
    }
    let best = accuracies.max().flatMap { accuracies.firstIndex(of: $0) } ?? -1
    return "\(best + 1)"
  }

  /// After a crash: a readable model as soon as an epoch counts as done, and always of the best epoch,
  /// where the one under way may be it already.
  private func checkLeftovers(_ output: String, history: [String]) throws {
    guard let done = try RunSnapshot.finishedEpochs(in: output) else { return }
    let path = Path.join(output, RunFolder.modelFile)
    guard done > 0 || FileSystem.kind(of: path) == .file else { return }
    let epoch = try TrainedModel(readingFrom: path).metadata["epoch"]
    #expect(
      [max(done, 1), done + 1].contains { epoch == bestEpoch(history, count: $0) },
      "\(epoch ?? "none") after \(done) epochs")
  }

  @Test func killedAtEveryFileOperation() throws {
    let whole = try reference(batchSize: 9)
    let (recipe, expected) = (whole.recipe, whole.snapshot)
    let text = String(decoding: try FileSystem.read(folder.file("count")), as: UTF8.self)
    let count = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(count > 50)
    for place in 1...count {
      let output = folder.file("killed-\(place)")
      let killed = try start(output, recipe, faultAt: place)
      #expect(killed.exitCode == 128 + SIGKILL, "operation \(place): \(killed.error)")
      try checkLeftovers(output, history: expected.history)
      if place % 5 == 0 {
        // The second crash comes within the operations that a resumed run begins with.
        let again = try start(output, recipe, faultAt: 1 + place / 5 % 12)
        #expect([0, 128 + SIGKILL].contains(again.exitCode), "operation \(place): \(again.error)")
        try checkLeftovers(output, history: expected.history)
      }
      let resumed = try start(output, recipe)
      #expect(resumed.exitCode == 0, "operation \(place): \(resumed.error)")
      #expect(results(resumed) == results(whole.outcome), "operation \(place)")
      expectEqual(try RunSnapshot(output), expected, "operation \(place)")
      try FileManager.default.removeItem(atPath: output)
    }
  }

  @Test(arguments: [SIGKILL, SIGTERM])
  func interruptedAtRandomMoments(signal: Int32) throws {
    let whole = try reference(batchSize: 3)
    let output = folder.file("interrupted")
    var random = SeededRandom(seed: UInt64(signal))
    var interruptions = 0
    var outcome = whole.outcome
    var starts = 0
    repeat {
      starts += 1
      try #require(starts <= 100, "\(interruptions) interruptions")
      // A run that comes through at once proves nothing: it starts anew.
      if outcome.exitCode == 0 { try? FileManager.default.removeItem(atPath: output) }
      let moment = Int(Double(whole.milliseconds) * Double.random(in: 0.1...0.9, using: &random))
      outcome = try start(
        output, whole.recipe, interruption: .init(signal: signal, milliseconds: moment))
      guard outcome.exitCode != 0 else { continue }
      // SIGTERM is taken as a wish once training has begun.
      let codes = signal == SIGKILL ? [128 + SIGKILL] : [128 + SIGTERM, 130]
      try #require(codes.contains(outcome.exitCode), "\(outcome.error)")
      try checkLeftovers(output, history: whole.snapshot.history)
      interruptions += 1
    } while interruptions == 0 || outcome.exitCode != 0
    #expect(results(outcome) == results(whole.outcome))
    expectEqual(
      try RunSnapshot(output), whole.snapshot, "after \(interruptions) interruptions")
  }

  private func expectEqual(_ found: RunSnapshot, _ expected: RunSnapshot, _ what: String) {
    #expect(found.model == expected.model, "\(what): model")
    #expect(found.tensors == expected.tensors, "\(what): weights")
    #expect(found.state == expected.state, "\(what): state")
    #expect(found.history == expected.history, "\(what): history")
    #expect(found.events == expected.events, "\(what): events")
    #expect(found.names == expected.names, "\(what): names")
  }
}
