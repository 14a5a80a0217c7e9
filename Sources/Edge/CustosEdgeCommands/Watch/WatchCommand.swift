import CustosPlatform
import CustosReading

/// `custos-edge watch`: reads a camera's pictures and prints a line for each symbol.
struct WatchCommand {
  static let rules = ArgumentRules(
    options: LiveOptions.names + ["top"], repeatable: LiveOptions.repeatable,
    flags: LiveOptions.flags, takesWords: false)

  let options: LiveOptions
  let topCount: Int

  init(_ arguments: [String]) throws(CommandError) {
    let parsed = try ParsedArguments(arguments, verb: "watch", rules: Self.rules)
    options = try LiveOptions(parsed)
    topCount = try parsed.integer("top", in: 1...1000, default: 3)
  }

  /// Number of successive pictures without a symbol after which a remark says so.
  static let emptyLimit = 20

  /// Reads until told to stop and returns the exit code.
  func run() throws(CommandError) -> Int32 {
    let session = try LiveSession(options)
    var sequence = 0
    var emptyCount = 0
    try session.run { (reading) throws(CommandError) in
      let format = LiveFormat(
        results: ResultFormat(
          format: options.common.format, classifier: session.reader.classifier,
          topCount: topCount, showsLogits: false, threshold: session.reader.threshold,
          classes: session.reader.classes))
      let lines = format.lines(reading, counts: session.counts, sequence: sequence)
      sequence += lines.count
      emptyCount = lines.isEmpty ? emptyCount + 1 : 0
      if emptyCount == Self.emptyLimit {
        options.common.note(
          "custos-edge: No symbol in the last \(Self.emptyLimit) pictures; `custos-edge serve` shows "
            + "what the camera sees.")
      }
      do throws(PlatformError) {
        for line in lines { try Console.output.write(line + "\n") }
      } catch { throw CommandError(error) }
    }
    return try session.finish()
  }
}
