import CustosEngine
import CustosPlatform

/// How results are written.
enum OutputFormat {
  case text
  case jsonl
  /// One document of the Music Encoding Initiative for a page.
  case mei

  /// Reads `--format`.
  ///
  /// - Parameter readsPages: whether the verb can write pages as MEI.
  init(_ arguments: ParsedArguments, readsPages: Bool = false) throws(CommandError) {
    switch arguments.value(of: "format") ?? "text" {
    case "text": self = .text
    case "jsonl": self = .jsonl
    case "mei" where readsPages: self = .mei
    case "mei": throw .usage("--format mei is for classify --page alone; choose text or jsonl.")
    default: throw .usage("--format must be text\(readsPages ? ", jsonl or mei" : " or jsonl").")
    }
  }
}

/// The options that several verbs share.
struct CommonOptions {
  static let names = ["model", "format", "threads", "instruction-set"]
  static let flags = ["quiet", "pin", "no-winograd"]

  let modelPath: String
  let format: OutputFormat
  let threads: Int
  /// Whether each thread stays on a CPU of its own.
  let isPinned: Bool
  /// From the option, or from the environment's `CUSTOS_CPU` (a core's name); nil: the best of this CPU.
  let instructionSet: InstructionSet?
  /// Direct sums only with `--no-winograd`.
  let algorithm: ConvolutionAlgorithm
  let isQuiet: Bool

  /// Reads the options; see `OutputFormat` for `readsPages`.
  init(_ arguments: ParsedArguments, readsPages: Bool = false) throws(CommandError) {
    modelPath = try arguments.required("model", meaning: "FILE.custos")
    format = try OutputFormat(arguments, readsPages: readsPages)
    threads = try arguments.integer(
      "threads", in: 1...256, default: ThreadPool.defaultThreadCount())
    if let name = arguments.value(of: "instruction-set") {
      guard let set = InstructionSet(name: name) else {
        throw .usage(
          "--instruction-set '\(name)' is unknown; this CPU has "
            + InstructionSet.available.map { $0.name }.joined(separator: ", ") + ".")
      }
      instructionSet = set
    } else if let core = CurrentProcess.environment("CUSTOS_CPU"), !core.isEmpty {
      guard let set = InstructionSet(core: core) else {
        throw .usage(
          "CUSTOS_CPU '\(core)' is unknown; known are "
            + InstructionSet.cores.map { $0.name }.joined(separator: ", ") + ".")
      }
      instructionSet = set
    } else {
      instructionSet = nil
    }
    algorithm = arguments.hasFlag("no-winograd") ? .direct : .fastest
    isPinned = arguments.hasFlag("pin")
    isQuiet = arguments.hasFlag("quiet")
  }

  /// Says something to a person, on standard error, unless told to be quiet.
  func note(_ line: String) {
    if !isQuiet { Console.complain(line) }
  }
}
