import CustosPlatform
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@testable import CustosTraining

/// A command of `custos` that trains, which is killed and resumed until it has come through.
struct CrashDriver {
  /// The verb, such as `train`.
  let verb: String
  /// The options of a new run, with its seed, but for the verb, `--output` and `--quiet`.
  let options: (_ seed: Int) -> [String]
  /// The epoch that a model's file says it is of.
  let epochOfModel: (_ path: String) throws -> String?
  private let custos: BuiltProgram
  private let folder: TemporaryFolder

  init(
    _ verb: String, in folder: TemporaryFolder, options: @escaping (_ seed: Int) -> [String],
    epochOfModel: @escaping (_ path: String) throws -> String?
  ) throws {
    self.verb = verb
    self.folder = folder
    self.options = options
    self.epochOfModel = epochOfModel
    custos = try BuiltProgram(named: "custos")
  }

  /// A run without interruption.
  struct Reference {
    let seed: Int
    let outcome: BuiltProgram.Outcome
    let snapshot: RunSnapshot
    let milliseconds: Int
  }

  /// Starts a new run, or resumes the one that the folder holds.
  func start(
    _ output: String, seed: Int, faultAt: Int = 0, interruption: BuiltProgram.Interruption? = nil
  ) throws -> BuiltProgram.Outcome {
    let resumes = try RunSnapshot.finishedEpochs(in: output) != nil
    let new = [verb] + options(seed) + ["--output", output, "--force", "--quiet"]
    return try custos.run(
      resumes ? [verb, "--resume", output, "--quiet"] : new,
      environment: [
        "LD_PRELOAD": try BuiltProgram(named: "libCustosFileFaults.so").path,
        "CUSTOS_FAULT_AT": "\(faultAt)", "CUSTOS_FAULT_COUNT": folder.file("count"),
      ], interruption: interruption)
  }

  /// File operations of the run that came through last.
  func operationCount() throws -> Int {
    let text = String(decoding: try FileSystem.read(folder.file("count")), as: UTF8.self)
    return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  /// A run without interruption.
  ///
  /// - Parameter improves: whether its second epoch must be better than the first, so that the model is
  ///   replaced; seeds are tried until it is.
  func reference(improves: Bool = true) throws -> Reference {
    let output = folder.file("whole")
    for seed in 1..<30 {
      let begin = MonotonicClock.nanoseconds
      let outcome = try start(output, seed: seed)
      let milliseconds = Int(MonotonicClock.nanoseconds - begin) / 1_000_000
      try #require(outcome.exitCode == 0, "\(outcome.error)")
      let snapshot = try RunSnapshot(output)
      guard improves && bestEpoch(snapshot.history, count: 2) == "1" else {
        return Reference(
          seed: seed, outcome: outcome, snapshot: snapshot, milliseconds: milliseconds)
      }
      try FileManager.default.removeItem(atPath: output)
    }
    struct NoSeed: Error {}
    throw NoSeed()
  }

  /// Interrupts a run again and again until it comes through, which must lead to what the reference has.
  func interruptAtRandomMoments(signal: Int32, improves: Bool = true) throws {
    let whole = try reference(improves: improves)
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
        output, seed: whole.seed, interruption: .init(signal: signal, milliseconds: moment))
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

  /// What the command says at the end, but for the time.
  func results(_ outcome: BuiltProgram.Outcome) -> [String] {
    outcome.lines.filter { !$0.hasPrefix("Run time") }
  }

  /// The best epoch of the first `count`, as history tells.
  private func bestEpoch(_ history: [String], count: Int) -> String {
    let scores = history.dropFirst().prefix(count).map {
      Double($0.split(separator: ",")[4]) ?? -1
    }
    let best = scores.max().flatMap { scores.firstIndex(of: $0) } ?? -1
    return "\(best + 1)"
  }

  /// After a crash: a readable model as soon as an epoch counts as done, and always of the best epoch,
  /// where the one under way may be it already.
  func checkLeftovers(_ output: String, history: [String]) throws {
    guard let done = try RunSnapshot.finishedEpochs(in: output) else { return }
    let path = Path.join(output, RunFolder.modelFile)
    guard done > 0 || FileSystem.kind(of: path) == .file else { return }
    let epoch = try epochOfModel(path)
    #expect(
      [max(done, 1), done + 1].contains { epoch == bestEpoch(history, count: $0) },
      "\(epoch ?? "none") after \(done) epochs")
  }

  func expectEqual(_ found: RunSnapshot, _ expected: RunSnapshot, _ what: String) {
    #expect(found.model == expected.model, "\(what): model")
    #expect(found.tensors == expected.tensors, "\(what): weights")
    #expect(found.state == expected.state, "\(what): state")
    #expect(found.history == expected.history, "\(what): history")
    #expect(found.events == expected.events, "\(what): events")
    #expect(found.names == expected.names, "\(what): names")
  }
}
