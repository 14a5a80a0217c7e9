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
    threads = try parsed.integer("threads", in: 1...256, default: ThreadPool.availableCPUCount)
  }

  /// Prints what it finds; the exit code is 1 if there is a problem.
  func run() throws(CommandError) -> Int32 {
    var findings = BoardFindings.all() + CameraFindings.all()
    if let modelPath {
      findings += ModelFindings.all(path: modelPath, threads: threads)
    } else {
      findings.append(.unknown("model", "give --model FILE to check one"))
    }
    do throws(PlatformError) {
      for (index, finding) in findings.enumerated() {
        try Console.output.write(
          (format == .text ? Self.text(finding) : Self.json(finding, sequence: index)) + "\n")
      }
    } catch { throw CommandError(error) }
    return findings.contains { $0.state == .problem }
      ? ExitStatus.checkFailed : ExitStatus.success
  }

  static func text(_ finding: Finding) -> String {
    let line = "\(finding.state.rawValue)\t\(finding.name)\t\(finding.found)"
    return finding.remedy.map { line + "\n\t\t-> " + $0 } ?? line
  }

  static func json(_ finding: Finding, sequence: Int) -> String {
    var object = JSONObject(schema: "custos.doctor/1", sequence: sequence)
    object.add("name", text: finding.name)
    object.add("state", text: finding.state.rawValue)
    object.add("found", text: finding.found)
    object.add("remedy", text: finding.remedy)
    return object.text
  }
}
