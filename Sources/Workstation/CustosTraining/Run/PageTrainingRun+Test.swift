public import CustosEvaluation
import CustosPages
import CustosPlatform
public import CustosWeights

extension PageTrainingRun {
  /// How well the best weights read pages.
  public struct Test: Sendable {
    /// What was read.
    public let result: PageTest
    /// Whether no pages were left for the test, so that those that chose the best epoch were read.
    public let isOnValidationPages: Bool
    /// The epoch of the weights.
    public let bestEpoch: Int
    /// Their F measure in that epoch's validation, 0...1.
    public let bestScore: Double
    /// Time of the reading.
    public let seconds: Double

    /// The sentence that says which pages were read.
    public var summary: String {
      let count = result.pages.count
      let pages = count == 1 ? "page" : "pages"
      return isOnValidationPages
        ? "Read the \(count) validation \(pages), since no pages were left for the test: the best epoch "
          + "was chosen on them, so pages that are new to the network are read less well."
        : "Read \(count) test \(pages) that nothing was learnt from or chosen on."
    }
  }

  /// Reads the best weights, as their file holds them.
  ///
  /// - Throws: `WeightsError` when the file cannot be used.
  public func bestModel() throws -> TrainedPageNetwork {
    try TrainedPageNetwork(readingFrom: Path.join(output, RunFolder.modelFile))
  }

  /// Reads the test pages with the best weights, or the validation pages where there are no test pages.
  ///
  /// - Throws: `DataError` for a page that cannot be read, and what `PageModelReader` throws.
  public func test(_ model: TrainedPageNetwork) throws -> Test {
    let start = MonotonicClock.nanoseconds
    let reader = try PageModelReader(model, pool: pool)
    var result = PageTest(form: reader.form, threshold: PageTest.usualThreshold)
    let pages = source.split.test.isEmpty ? source.split.validation : source.split.test
    for page in pages {
      try result.add(page, reading: reader, staffSpace: options.pages?.givenStaffSpace)
    }
    return Test(
      result: result, isOnValidationPages: source.split.test.isEmpty,
      bestEpoch: model.metadata["epoch"].flatMap(Int.init) ?? trainer.bestEpoch,
      bestScore: model.metadata["validation_accuracy"].flatMap(Double.init)
        ?? trainer.bestAccuracy ?? 0,
      seconds: Double(MonotonicClock.nanoseconds - start) * 1e-9)
  }

  /// Notes the result of the test in `run.json` and returns the whole record.
  ///
  /// - Throws: `FileError.platform`, `.damaged`.
  public func finish(_ test: Test) throws -> RunRecord {
    var record = try RunRecord(readingFrom: output)
    record.pageOutcome = RunRecord.PageOutcome(test, runSeconds: trainer.runSeconds)
    try record.write(to: output)
    return record
  }
}
