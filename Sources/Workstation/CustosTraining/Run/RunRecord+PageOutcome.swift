import CustosEvaluation
import CustosPlatform

extension RunRecord {
  /// What a finished run of a page network came to; shares are 0...1, nil where there was nothing to find.
  package struct PageOutcome: Codable, Equatable, Sendable {
    /// When it was finished, RFC 3339 in UTC.
    package var finished: String
    /// The epoch whose weights were kept.
    package var bestEpoch: Int
    /// Their F measure in the validation.
    package var bestValidationF: Double
    /// Which pages were read in the end, `test` or `validation`.
    package var pages: String
    /// How many.
    package var pageCount: Int
    /// Share of their symbols that were found.
    package var recall: Double?
    /// Share of the found symbols that are right.
    package var precision: Double?
    /// The F measure of the boxes.
    package var f: Double?
    /// The F measure of boxes with their positions.
    package var pitchF: Double?
    /// Time of the whole run, interruptions left out.
    package var runSeconds: Double

    init(_ test: PageTrainingRun.Test, runSeconds: Double) {
      let score = test.result.scores.all
      finished = UTCTime.now
      bestEpoch = test.bestEpoch
      bestValidationF = test.bestScore
      pages = test.isOnValidationPages ? "validation" : "test"
      pageCount = test.result.pages.count
      (recall, precision, f, pitchF) = (score.recall, score.precision, score.f, score.pitchF)
      self.runSeconds = runSeconds
    }
  }
}
