import ArgumentParser
import CustosData
import CustosPlatform
import CustosTraining
import Foundation

/// `custos evaluate`: tests a trained model on labelled pictures.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tests a trained model on labelled pictures.",
    discussion: """
      Prints precision, recall and F1 of each class, the misclassified files, loss, accuracy and \
      error. The data folder holds one folder a class, or is a data set with a folder test/.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, jsonl
  }

  @Option(help: "Model file, such as model.safetensors.")
  var model: String

  @Option(help: "Folder with one folder a class, or a data set with test/.")
  var data: String

  @Option(help: "text or jsonl: one JSON object a picture, then one with the totals.")
  var format = Format.text

  @OptionGroup var work: ThreadOptions

  @Flag(
    name: [.customLong("skip-bad"), .customLong("skip_bad")],
    help: "Leave out pictures that cannot be read; the exit code is then 2.")
  var skipBad = false

  func run() throws {
    try reportingFailures {
      let pool = try work.makePool()
      let classifier = FloatClassifier(try TrainedModel(readingFrom: model), pool: pool)
      let store = try makeStore(for: classifier, pool: pool)
      let bar = ProgressBar(
        "Classifying", total: store.count, style: .automatic(quiet: work.quiet))
      var done = 0
      let evaluation = try Evaluation(classifier, store) { count in
        bar.advance(by: count - done)
        done = count
      }
      bar.finish()
      switch format {
      case .text:
        print(evaluation.text(), terminator: "")
        print("Run time: " + String(format: "%.1f seconds", evaluation.seconds))
      case .jsonl:
        print(try EvaluationLines(evaluation, model: model).text, terminator: "")
      }
      guard store.skipped.isEmpty else { throw ExitCode(2) }
    }
  }

  private func makeStore(
    for classifier: some PatchClassifier, pool: ThreadPool
  ) throws -> PatchStore {
    let test = Path.join(data, "test")
    let folder = FileSystem.kind(of: test) == .directory ? test : data
    let list = try PatchList(folder: folder, purpose: "test", labels: classifier.labels)
    let store = try PatchStore(
      list, width: classifier.width, height: classifier.height, pool: pool, skippingBad: skipBad)
    store.skipped.forEach { Console.complain("custos: skipped: \($0)") }
    return store
  }
}
