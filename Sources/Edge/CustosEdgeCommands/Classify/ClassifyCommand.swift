import CustosDetection
import CustosEngine
import CustosImage
import CustosModelFile
import CustosPlatform
import CustosReading

/// `custos-edge classify`: reads labels from patches or from the symbols of a page.
struct ClassifyCommand {
  static let rules = ArgumentRules(
    options: CommonOptions.names + [
      "output", "top", "page", "boxes", "annotate", "threshold", "staff-space", "max-bad",
    ] + SymbolOptions.names,
    flags: CommonOptions.flags + ["skip-bad", "logits", "force", "neighbours", "ignore-rotation"]
      + SymbolOptions.flags,
    takesWords: true)

  let options: CommonOptions
  let words: [String]
  let page: String?
  let boxes: String?
  let finding: SymbolOptions
  let scale: ScaleSource
  let annotate: String?
  let output: String?
  let topCount: Int
  let threshold: ThresholdOption
  let showsLogits: Bool
  let usesNeighbours: Bool
  let isReplacing: Bool
  let rotation: RotationMark
  let failures: FailureLog

  init(_ arguments: [String]) throws(CommandError) {
    let parsed = try ParsedArguments(arguments, verb: "classify", rules: Self.rules)
    options = try CommonOptions(parsed, readsPages: true)
    words = parsed.words
    page = parsed.value(of: "page")
    boxes = parsed.value(of: "boxes")
    finding = try SymbolOptions(parsed)
    scale = try ScaleSource(parsed)
    annotate = parsed.value(of: "annotate")
    output = parsed.value(of: "output")
    topCount = try parsed.integer("top", in: 1...1000, default: 1)
    threshold = try ThresholdOption(parsed)
    showsLogits = parsed.hasFlag("logits")
    usesNeighbours = parsed.hasFlag("neighbours")
    isReplacing = parsed.hasFlag("force")
    rotation = PictureOptions.rotation(parsed)
    failures = try FailureLog(parsed)
    try check()
  }

  /// Classifies and returns the exit code.
  func run() throws(CommandError) -> Int32 {
    let sink = try OutputSink(path: output, replacing: isReplacing)
    if let annotate { try OutputSink.checkFree(annotate, replacing: isReplacing) }
    let classifier = try options.openClassifier()
    let symbols = try symbols(for: classifier)
    let classes = try options.openClasses(finding.classes, threshold)
    let format = ResultFormat(
      format: options.format, classifier: classifier, topCount: topCount, showsLogits: showsLogits,
      threshold: try threshold.value(for: classifier), classes: classes)
    let count: Int
    var annotated: [UInt8]?
    if let page, let symbols {
      let classification = PageClassification(
        page: page, symbols: symbols, scale: scale, usesNeighbours: usesNeighbours,
        rotation: rotation, annotate: annotate, classifier: classifier,
        classes: classes, format: format, sink: sink, failures: failures)
      (count, annotated) = try classification.run()
    } else {
      count = try classifyPatches(classifier, format, sink)
    }
    if failures.count > 0 { options.note("\(count) classified, \(failures.count) left out.") }
    if count == 0, let exitCode = failures.lastExitCode { return exitCode }
    try failures.check(goodCount: count)
    try sink.finish()
    if let annotate, let annotated { try write(annotated, to: annotate, after: sink) }
    return failures.count > 0 ? ExitStatus.someFailed : ExitStatus.success
  }

  /// Writes the annotated page; if that fails the lines' file does not stay alone.
  private func write(
    _ annotated: [UInt8], to path: String, after sink: OutputSink
  ) throws(CommandError) {
    do throws(PlatformError) {
      try FileSystem.write(annotated, to: path, replacing: isReplacing)
    } catch {
      sink.withdraw()
      throw CommandError(error)
    }
  }

  /// Where the page's symbols come from; nil where patches are read.
  private func symbols(for classifier: Classifier) throws(CommandError) -> PageSymbols? {
    let hasBoxes = boxes != nil || page == nil
    let found = try finding.source(for: classifier, hasBoxes: hasBoxes, options)
    if usesNeighbours {
      guard case .page? = found else {
        throw CommandError(
          "\(classifier.path) is no page network, so --neighbours cannot be used; leave it out, or give "
            + "--model a page network.", exitCode: ExitStatus.badData)
      }
    }
    if let found { return .found(found) }
    if let boxes { return .file(boxes) }
    guard page == nil else { throw Self.pageAlone }
    return nil
  }

  /// A page of which nothing says where its symbols are.
  private static var pageAlone: CommandError {
    .usage(
      "--page and --boxes (or --find-symbols, or --finder) belong together, unless the model is a page "
        + "network; --annotate needs both.")
  }

  private func check() throws(CommandError) {
    guard boxes == nil || !finding.isFinding else {
      throw .usage(
        "--boxes tells where the symbols are, --find-symbols and --finder look for them; choose one."
      )
    }
    guard scale == .asTrained || page != nil else {
      throw .usage("--staff-space needs a --page.")
    }
    guard finding.classes == nil || page != nil else {
      throw .usage("--classes needs a --page.")
    }
    guard !usesNeighbours || page != nil else { throw .usage("--neighbours needs a --page.") }
    if options.format == .mei {
      guard page != nil else { throw .usage("--format mei needs a --page.") }
      guard !showsLogits else {
        throw .usage("--format mei cannot hold --logits; choose text or jsonl.")
      }
    }
    if page != nil || boxes != nil || finding.isFinding || annotate != nil {
      guard let page else { throw Self.pageAlone }
      guard words.isEmpty else {
        throw .usage("classify reads either patches or a --page, not both: '\(words[0])'.")
      }
      guard page != "-" || boxes != "-" else {
        throw .usage("--page and --boxes cannot both be read from standard input.")
      }
      if let annotate, ImageFormat(namedBy: annotate) == nil {
        throw CommandError(ImageError.unknownExtension, item: annotate)
      }
      try checkDistinct([
        ("--page", page), ("--boxes", boxes), ("--output", output), ("--annotate", annotate),
        ("--finder", finding.finder), ("--classes", finding.classes),
      ])
    } else {
      guard !words.isEmpty else {
        throw .usage(
          "classify needs pictures, folders or - for standard input; "
            + "see custos-edge help classify.")
      }
      guard words.filter({ $0 == "-" }).count <= 1 else {
        throw .usage("standard input (-) can be read only once.")
      }
    }
  }

  /// Refuses a file that would be written twice, or over what is read.
  private func checkDistinct(_ files: [(option: String, path: String?)]) throws(CommandError) {
    var seen: [(option: String, path: String)] = []
    for file in files {
      guard let path = file.path, path != "-" else { continue }
      let plain = Path.simplified(path)
      if let other = seen.first(where: { $0.path == plain }) {
        throw .usage("\(other.option) and \(file.option) both name \(path); choose two files.")
      }
      seen.append((file.option, plain))
    }
  }

  private func classifyPatches(
    _ classifier: Classifier, _ format: ResultFormat, _ sink: OutputSink
  ) throws(CommandError) -> Int {
    let pictures = try PictureList.expand(words) { (error) throws(CommandError) in
      try failures.note(error)
    }
    var count = 0
    for (index, picture) in pictures.enumerated() {
      do throws(CommandError) {
        let start = MonotonicClock.nanoseconds
        let pixels = try PictureFile.read(picture, rotation: rotation)
        let decoding = Int((MonotonicClock.nanoseconds - start) / 1000)
        let result: Prediction
        do throws(EngineError) { result = try classifier.classify(pixels) } catch {
          throw CommandError(error)
        }
        try sink.write(
          line: format.line(
            file: picture, result, decodeMicroseconds: decoding, sequence: count))
        count += 1
      } catch {
        do throws(CommandError) { try failures.note(error) } catch {
          if error.isAboutInput { nameBad(among: pictures[(index + 1)...]) }
          throw error
        }
      }
    }
    return count
  }

  /// Largest number of further bad pictures that are named.
  private static let namedLimit = 20

  /// Names what is wrong with the pictures behind a bad one, so that all can be mended at once.
  private func nameBad(among pictures: ArraySlice<String>) {
    var count = 0
    for picture in pictures where picture != "-" && count < Self.namedLimit {
      do throws(CommandError) { _ = try PictureFile.read(picture, rotation: rotation) } catch {
        count += 1
        Console.complain("custos-edge: \(error.message)")
      }
    }
  }
}
