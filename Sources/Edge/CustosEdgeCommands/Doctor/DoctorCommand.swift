import CustosPlatform

/// `custos-edge doctor`: looks for what keeps the board from reading, and says what to do.
struct DoctorCommand {
  static let rules = ArgumentRules(
    options: ["model", "format", "threads"], flags: [], takesWords: false)

  private let modelPath: String?
  private let format: OutputFormat
  private let threads: Int

  init(_ arguments: [String]) throws(CommandError) {
    let parsed = try ParsedArguments(arguments, verb: "doctor", rules: Self.rules)
    modelPath = parsed.value(of: "model")
    format = try OutputFormat(parsed)
    threads = try parsed.integer("threads", in: 1...256, default: ThreadPool.defaultThreadCount())
  }

  /// Prints what it finds; the exit code is 1 if there is a problem.
  func run() throws(CommandError) -> Int32 {
    var checks = BoardChecks.all() + CameraChecks.all()
    if let modelPath {
      checks += ModelChecks.all(path: modelPath, threads: threads)
    } else {
      checks.append(.unknown("model", "give --model FILE to check one"))
    }
    do throws(PlatformError) {
      for (index, check) in checks.enumerated() {
        try Console.output.write(
          (format == .text ? Self.text(check) : Self.json(check, sequence: index)) + "\n")
      }
    } catch { throw CommandError(error) }
    return checks.contains { $0.state == .problem }
      ? ExitStatus.checkFailed : ExitStatus.success
  }

  static func text(_ check: Check) -> String {
    let line = "\(check.state.rawValue)\t\(check.name)\t\(check.found)"
    return check.remedy.map { line + "\n\t\t-> " + $0 } ?? line
  }

  static func json(_ check: Check, sequence: Int) -> String {
    var object = JSONObject(schema: "custos.doctor/1", sequence: sequence)
    object.add("name", text: check.name)
    object.add("state", text: check.state.rawValue)
    object.add("found", text: check.found)
    object.add("remedy", text: check.remedy)
    return object.text
  }
}
