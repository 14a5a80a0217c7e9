/// What a verb accepts on the command line.
struct ArgumentRules {
  /// Long names of options with a value, such as `model`.
  var options: [String]
  /// Those of `options` that may be given more than once.
  var repeatable: [String] = []
  /// Long names of options without one.
  var flags: [String]
  /// Whether words that are no options are accepted.
  var takesWords: Bool

  /// Whether `--help` or `-h` stands where an option may: before `--`, and not as an option's value.
  func findHelp(in arguments: [String]) -> Bool {
    var index = 0
    while index < arguments.count, arguments[index] != "--" {
      if arguments[index] == "--help" || arguments[index] == "-h" { return true }
      index += takesNext(arguments[index]) ? 2 : 1
    }
    return false
  }

  /// Whether an argument is an option whose value is the next argument.
  private func takesNext(_ argument: String) -> Bool {
    guard argument.utf8.first == UInt8(ascii: "-") else { return false }
    let (name, inline) = ParsedArguments.split(argument)
    return inline == nil && options.contains(name)
  }
}

/// A verb's command line, split by its rules: `--name value`, `--name=value`, `--flag`, words. `-o`
/// is `--output`; underscores in names count as hyphens; `--` ends the options; `-` is a word.
struct ParsedArguments {
  private(set) var words: [String] = []
  private var values: [(name: String, value: String)] = []
  private var flags: [String] = []
  private let verb: String

  init(_ arguments: [String], verb: String, rules: ArgumentRules) throws(CommandError) {
    self.verb = verb
    var index = 0
    var optionsEnded = false
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      guard !optionsEnded, argument.utf8.first == Self.hyphen, argument != "-" else {
        guard rules.takesWords else {
          throw .usage("\(verb) takes no argument '\(argument)'; \(Self.hint(verb)).")
        }
        words.append(argument)
        continue
      }
      if argument == "--" {
        optionsEnded = true
        continue
      }
      let (name, inline) = Self.split(argument)
      if rules.flags.contains(name) {
        guard inline == nil else { throw .usage("--\(name) takes no value; \(Self.hint(verb)).") }
        flags.append(name)
      } else if rules.options.contains(name) {
        guard rules.repeatable.contains(name) || value(of: name) == nil else {
          throw .usage("--\(name) is given twice; give it once.")
        }
        if let inline {
          values.append((name, inline))
        } else {
          guard index < arguments.count else {
            throw .usage("--\(name) lacks its value; \(Self.hint(verb)).")
          }
          values.append((name, arguments[index]))
          index += 1
        }
      } else {
        throw .usage("\(verb) has no option '\(argument)'; \(Self.hint(verb)).")
      }
    }
  }

  /// The value given for an option.
  func value(of name: String) -> String? { values.first { $0.name == name }?.value }

  /// All values given for an option that is repeatable.
  func values(of name: String) -> [String] {
    values.filter { $0.name == name }.map { $0.value }
  }

  /// Whether a flag is given.
  func hasFlag(_ name: String) -> Bool { flags.contains(name) }

  /// The value of an option that must be given.
  func required(_ name: String, meaning: String) throws(CommandError) -> String {
    guard let value = value(of: name) else {
      throw .usage("\(verb) needs --\(name) \(meaning); \(Self.hint(verb)).")
    }
    return value
  }

  /// The value of an option as an integer in a range.
  func integer(
    _ name: String, in range: ClosedRange<Int>, default fallback: Int
  ) throws(CommandError) -> Int {
    guard let text = value(of: name) else { return fallback }
    guard let number = Int(text), range.contains(number) else {
      throw .usage(
        "--\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "not '\(text)'.")
    }
    return number
  }

  private static let hyphen = UInt8(ascii: "-")

  private static func hint(_ verb: String) -> String { "see custos-edge help \(verb)" }

  /// `--some_name=value` to `some-name` and `value`.
  fileprivate static func split(_ argument: String) -> (name: String, value: String?) {
    if argument == "-o" { return ("output", nil) }
    let bytes = [UInt8](argument.utf8)
    guard bytes.starts(with: [hyphen, hyphen]) else { return (argument, nil) }
    let equals = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.count
    let name = bytes[2..<equals].map { $0 == UInt8(ascii: "_") ? hyphen : $0 }
    let value =
      equals < bytes.count ? String(decoding: bytes[(equals + 1)...], as: UTF8.self) : nil
    return (String(decoding: name, as: UTF8.self), value)
  }
}
