import CustosTestSupport
import CustosWeights
import Foundation
import Testing

/// `custos train-pages` killed or stopped at random moments, its report included, comes to the same bits
/// once it is resumed.
@Suite(.serialized) struct PageCrashTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    let outcome = try BuiltProgram(named: "custos").run([
      "synth", "--output", folder.file("pages"), "--pages", "3", "--width", "1000", "--height",
      "1000", "--truth", "complete", "--quiet",
    ])
    try #require(outcome.exitCode == 0, "\(outcome.error)")
  }

  @Test(arguments: [SIGKILL, SIGTERM])
  func interruptedAtRandomMoments(signal: Int32) throws {
    let pages = folder.file("pages")
    let driver = try CrashDriver("train-pages", in: folder) { seed in
      [
        pages, "--channels", "16", "--blocks", "4", "--crop", "128", "--crops", "12",
        "--batch-size", "4", "--epochs", "2", "--seed",
        "\(seed)", "--learning-rate", "0.02", "--final-rate", "0.01", "--ema", "0.2",
        "--validation-share", "0.3", "--test-share", "0.3", "--threads", "1",
        "--checkpoint-minutes", "1e-9",
      ]
    } epochOfModel: {
      try TrainedPageNetwork(readingFrom: $0).metadata["epoch"]
    }
    // So few steps find no symbol: the first epoch stays the best one.
    try driver.interruptAtRandomMoments(signal: signal, improves: false)
  }
}
