import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosTraining

/// A training whose weights, activations or running values do not fit into memory.
@Suite struct ShortMemoryTests {
  @Test func blocksOfTheNetwork() throws {
    let tiny = try TinyDataSet(training: 3)
    let custos = try BuiltProgram(named: "custos")
    let folder = try TemporaryFolder(inMemory: true)
    func train(failingAt number: Int) throws -> BuiltProgram.Outcome {
      try custos.run(
        [
          "train", "--model_name", "vgg4", "--data", tiny.folder.path, "--output",
          folder.file("run-\(number)"), "--width",
          "8", "--height", "16", "--batch-size", "9", "--epochs", "1", "--threads", "2",
          "--optimizer", "adam", "--ema", "0.2", "--quiet",
        ],
        environment: [
          "LD_PRELOAD": try BuiltProgram(named: "libCustosCallFaults.so").path,
          "CUSTOS_FAULT_KIND": "blocks", "CUSTOS_FAULT_AT": "\(number)",
          "CUSTOS_FAULT_COUNT": folder.file("count"),
        ], limitSeconds: 120)
    }
    let whole = try train(failingAt: 0)
    try #require(whole.exitCode == 0, "\(whole.error)")
    let text = try String(contentsOfFile: folder.file("count"), encoding: .utf8)
    let count = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    // A pool, weights, their average, two running values of Adam, and the networks' own.
    #expect(count > 20)
    // About twenty places: the batch normalisations' many are alike.
    for number in stride(from: 1, through: count, by: max(1, count / 20)) {
      let outcome = try train(failingAt: number)
      #expect(outcome.exitCode == 69, "block \(number): \(outcome.exitCode), \(outcome.error)")
      #expect(
        outcome.error.contains("custos: There is not enough memory for ")
          && outcome.error.hasSuffix(".\n"), "block \(number): \(outcome.error)")
    }
  }
}
