import CustosEngine
import CustosReading

extension CommonOptions {
  /// Opens the model, or another one, and prepares its engine as the options say.
  func openClassifier(_ path: String? = nil) throws(CommandError) -> Classifier {
    do throws(ReadingError) {
      return try Classifier(
        path: path ?? modelPath, threads: threads, pinned: isPinned,
        instructionSet: instructionSet ?? .best, algorithm: algorithm)
    } catch { throw CommandError(error) }
  }
}
