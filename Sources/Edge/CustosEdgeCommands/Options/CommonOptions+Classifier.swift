import CustosEngine
import CustosReading

extension CommonOptions {
  /// Opens the model and prepares its engine as the options say.
  func openClassifier() throws(CommandError) -> Classifier {
    do throws(ReadingError) {
      return try Classifier(
        path: modelPath, threads: threads, pinned: isPinned,
        instructionSet: instructionSet ?? .best, algorithm: algorithm)
    } catch { throw CommandError(error) }
  }
}
