import CustosDetection
import CustosModelFile
import CustosPlatform
import CustosReading

/// What `--find-symbols`, `--symbol-boxes`, `--finder`, `--presence` and `--classes` say. What finds and what reads is
/// decided once the model is known: a page network does both.
struct SymbolOptions {
  static let names = ["symbol-boxes", "finder", "presence", "classes"]
  static let flags = ["find-symbols"]

  /// The boxes of the classical finder; nil where it is not asked for.
  let classical: SymbolBoxes?
  /// The page network that finds for a patch classifier.
  let finder: String?
  /// The model that reads the classes of symbols; nil where the boxes' own classes count.
  let classes: String?
  /// Whether the kind of boxes is said.
  private let namesBoxes: Bool
  /// How probable it must be that a symbol is there; nil where nothing is said.
  private let presence: Double?

  init(_ arguments: ParsedArguments) throws(CommandError) {
    let name = arguments.value(of: "symbol-boxes")
    finder = arguments.value(of: "finder")
    classes = arguments.value(of: "classes")
    presence = try Self.presence(arguments)
    namesBoxes = name != nil
    guard arguments.hasFlag("find-symbols") else {
      if name != nil { throw .usage("--symbol-boxes needs --find-symbols.") }
      classical = nil
      return
    }
    guard finder == nil else {
      throw .usage("--find-symbols and --finder both find symbols; choose one.")
    }
    guard let boxes = SymbolBoxes(name: name ?? "notes") else {
      throw .usage("--symbol-boxes must be notes or heads.")
    }
    classical = boxes
  }

  private static func presence(_ arguments: ParsedArguments) throws(CommandError) -> Double? {
    guard let text = arguments.value(of: "presence") else { return nil }
    guard let value = NumberText.double(text), value > 0, value <= 1 else {
      throw .usage("--presence must be a probability above 0, at most 1, not '\(text)'.")
    }
    return value
  }

  /// Whether symbols are looked for.
  var isFinding: Bool { classical != nil || finder != nil }

  /// What finds the symbols for this model; nil where nothing is to find them.
  ///
  /// - Parameter hasBoxes: whether boxes are given, which a page network cannot read.
  /// - Throws: `CommandError` where the model, or the one that finds, is of the wrong kind.
  func source(
    for classifier: Classifier, hasBoxes: Bool, _ options: CommonOptions
  ) throws(CommandError) -> SymbolSource? {
    guard case .pageNetwork = classifier.purpose else {
      guard presence == nil || finder != nil else {
        throw CommandError(
          "\(classifier.path) is no page network, so --presence cannot be used; leave it out, or find with "
            + "a page network by --finder.", exitCode: ExitStatus.badData)
      }
      if let finder { return .found(.network(try open(finder, options))) }
      return classical.map { .found(.classical($0)) }
    }
    guard !hasBoxes else {
      throw CommandError(.mismatch(.notAPatchClassifier(model: classifier.path)))
    }
    guard finder == nil, !namesBoxes else {
      throw CommandError(
        "\(classifier.path) is a page network, which finds the symbols by itself; leave out "
          + (finder == nil ? "--symbol-boxes." : "--finder, or give --model a patch classifier."),
        exitCode: ExitStatus.badData)
    }
    return .page(presence: presence ?? PageThresholds.usual)
  }

  private func open(
    _ path: String, _ options: CommonOptions
  ) throws(CommandError) -> PageNetwork {
    let classifier = try options.openClassifier(path)
    do throws(ReadingError) {
      return try classifier.makePageNetwork(presence: presence ?? PageThresholds.usual)
    } catch { throw CommandError(error) }
  }
}
