import ArgumentParser
import CustosDataSet
import CustosEvaluation
import CustosModelFile
import CustosPlatform
import CustosQuantization
import CustosReports
import CustosSupport
import CustosTraining
import CustosWeights
import Foundation

/// `custos evaluate`: tests a trained or quantised model on labelled pictures.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tests a trained or quantised model on labelled pictures.",
    discussion: """
      Prints precision, recall and F1 of each class, the confusion matrix, the distances on the \
      staff (where classes are staff positions), the misclassified files, loss, accuracy and error. The data folder holds one folder a \
      class, or is a data set with a folder test/. A .custos file runs through the int8 engine, the \
      one of the board, and the calibration of its probabilities and what its threshold accepts are \
      told; with --float the weights that it was made from run as well and both are compared, with \
      --sensitivity layer by layer. \
      --report writes a page for people, report.html, with confusion.png and worst.png; \
      beside a model of `custos train` it tells of the training as well.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, jsonl
  }

  @Option(help: "Model file, such as model.safetensors or vgg4.custos.")
  var model: String

  @Option(help: "Float weights to compare a .custos model with.")
  var float: String?

  @OptionGroup var sensitivity: SensitivityOptions

  @Option(help: "Folder with one folder a class, or a data set with test/.")
  var data: String

  @Option(help: "Folder for report.html, confusion.png and worst.png.")
  var report: String?

  @Flag(help: "Replace the report that the folder holds.")
  var force = false

  @Option(help: "text or jsonl: one JSON object a picture, then one with the totals.")
  var format = Format.text

  @Flag(
    help:
      "Test on tilted, blurred, badly lit, noisy and compressed pictures as well: 33 passes more.")
  var robustness = false

  @OptionGroup var work: ThreadOptions

  @Flag(
    name: [.customLong("skip-bad"), .customLong("skip_bad")],
    help: "Leave out pictures that cannot be read; the exit code is then 2.")
  var skipBad = false

  @OptionGroup var badInput: BadInputOptions

  func validate() throws {
    try badInput.requireSkipping(skipBad)
    let isAsked = sensitivity.sensitivity || sensitivity.sensitivityPictures != nil
    guard !isAsked || float != nil else {
      throw ValidationError(
        "--sensitivity needs --float, the weights that the .custos model was made from.")
    }
  }

  func run() throws {
    try reportingFailures {
      if !force { try EvaluationReport.refuseExisting(in: report) }
      let pool = try work.makePool()
      let (classifier, int8) = try makeClassifier(pool: pool)
      let store = try makeStore(for: classifier, pool: pool)
      let trained = try int8 == nil ? nil : float.map { try TrainedModel(readingFrom: $0) }
      let comparison = try int8.flatMap { int8 in
        try trained.map { float in
          try PrecisionComparison.shown(float: float, int8: int8, store, pool, quiet: work.quiet)
        }
      }
      let compared = int8.flatMap { comparison?.int8Evaluation($0, $0.confidence, of: store.list) }
      let evaluation = try compared ?? evaluate(classifier, store)
      let costs = try trained.flatMap { try measureSensitivity($0, store, pool) }
      if let report {
        try EvaluationReport.make(of: model, evaluation, store, costs).write(
          to: report, replacing: force)
      }
      let confidence = int8.map { ConfidenceFigures(evaluation, $0.confidence) }
      var lineCount = 0
      switch format {
      case .text:
        print(evaluation.text(), terminator: "")
        print("Run time: " + String(format: "%.1f seconds", evaluation.seconds))
        if let confidence { print(confidence.text, terminator: "") }
        if let comparison { print(comparison.text, terminator: "") }
        if let costs { print("\n" + costs.text, terminator: "") }
      case .jsonl:
        let reference = try ModelReference(ofFile: model)
        let lines = try EvaluationLines(evaluation, model: reference)
        print(lines.text, terminator: "")
        lineCount = lines.count
        if let confidence {
          print(try confidence.jsonLine(model: reference, seq: lineCount))
          lineCount += 1
        }
        if let comparison, let float {
          print(
            try comparison.jsonLine(
              model: reference, float: ModelReference(ofFile: float), seq: lineCount))
          lineCount += 1
        }
        if let costs, let float {
          print(
            try costs.jsonLines(
              model: reference, float: ModelReference(ofFile: float), seq: lineCount),
            terminator: "")
          lineCount += costs.rows.count + 1
        }
      }
      if robustness { try printRobustness(of: classifier, on: store, seq: lineCount) }
      guard store.skipped.isEmpty else { throw ExitCode(ExitStatus.someFailed) }
    }
  }

  private func makeClassifier(
    pool: ThreadPool
  ) throws -> (classifier: any PatchClassifier, int8: Int8Classifier?) {
    if try ModelReader.isModel(at: model) {
      let classifier = try Int8Classifier(ModelReader.open(model), threads: pool.threadCount)
      return (classifier, classifier)
    }
    guard float == nil else {
      throw TrainingError.usage(
        "--float compares with a quantised model, but \(model) is none; give a .custos file as "
          + "--model.")
    }
    return (try FloatClassifier(TrainedModel(readingFrom: model), pool: pool), nil)
  }

  private func evaluate(
    _ classifier: any PatchClassifier, _ store: PatchStore
  ) throws -> Evaluation {
    let bar = ProgressBar(
      "Classifying", total: store.count, style: .automatic(quiet: work.quiet))
    var done = 0
    let evaluation = try Evaluation(classifier, store) { count in
      bar.advance(by: count - done)
      done = count
    }
    bar.finish()
    return evaluation
  }

  private func measureSensitivity(
    _ float: TrainedModel, _ store: PatchStore, _ pool: ThreadPool
  ) throws -> Sensitivity? {
    guard sensitivity.sensitivity else { return nil }
    return try sensitivity.measure(
      float, ModelReader.open(model).model, store, pool, quiet: work.quiet)
  }

  private func makeStore(
    for classifier: any PatchClassifier, pool: ThreadPool
  ) throws -> PatchStore {
    let test = Path.join(data, "test")
    let folder = FileSystem.kind(of: test) == .directory ? test : data
    let list = try PatchList(
      folder: folder, purpose: "test", labels: classifier.labels, skippingBad: skipBad)
    let store = try PatchStore(
      list, width: classifier.width, height: classifier.height, pool: pool, skippingBad: skipBad)
    try badInput.limit.check(store.skipped, goodCount: store.count, in: folder)
    store.skipped.forEach { Console.complain("custos: skipped: \($0)") }
    return store
  }
}
