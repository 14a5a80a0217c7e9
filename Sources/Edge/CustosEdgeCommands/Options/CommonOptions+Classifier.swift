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

  /// Opens the model that reads classes, if one is named.
  func openClasses(
    _ path: String?, _ threshold: ThresholdOption
  ) throws(CommandError) -> ClassReader? {
    guard let path else { return nil }
    let classifier = try openClassifier(path)
    let limit = try threshold.value(for: classifier)
    do throws(ReadingError) { return try ClassReader(classifier, threshold: limit) } catch {
      throw CommandError(error)
    }
  }
}
