import CustosPlatform

/// The command line of `custos-edge`: picks the verb and reports how it ended.
public enum EdgeCommand {
  /// Runs the command that `arguments` (without the program's name) ask for.
  ///
  /// Data goes to standard output; a failure is one sentence on standard error.
  ///
  /// - Returns: the exit code.
  public static func run(_ arguments: [String]) -> Int32 {
    do throws(CommandError) {
      return try dispatch(arguments)
    } catch {
      Console.complain("custos-edge: \(error.message)")
      return error.exitCode
    }
  }

  private static func dispatch(_ arguments: [String]) throws(CommandError) -> Int32 {
    guard let verb = arguments.first else {
      Console.complain(HelpText.overview)
      throw .usage("a verb is missing; try custos-edge help.")
    }
    let rest = Array(arguments.dropFirst())
    switch verb {
    case "help", "--help", "-h": return try help(rest)
    case "version", "--version": return try print("custos-edge \(CustosVersion.current)")
    case "classify":
      if ClassifyCommand.rules.findHelp(in: rest) { return try help([verb]) }
      return try ClassifyCommand(rest).run()
    case "watch":
      if WatchCommand.rules.findHelp(in: rest) { return try help([verb]) }
      return try WatchCommand(rest).run()
    case "serve":
      if ServeCommand.rules.findHelp(in: rest) { return try help([verb]) }
      return try ServeCommand(rest).run()
    case "info":
      if InfoCommand.rules.findHelp(in: rest) { return try help([verb]) }
      return try InfoCommand(rest).run()
    case "selftest":
      if SelfTestCommand.rules.findHelp(in: rest) { return try help([verb]) }
      return try SelfTestCommand(rest).run()
    case "doctor":
      if DoctorCommand.rules.findHelp(in: rest) { return try help([verb]) }
      return try DoctorCommand(rest).run()
    case "bench":
      if BenchCommand.rules.findHelp(in: rest) { return try help([verb]) }
      return try BenchCommand(rest).run()
    default:
      throw .usage(
        "there is no verb '\(verb)'; the verbs are \(HelpText.verbs.joined(separator: ", ")) "
          + "and help.")
    }
  }

  private static func help(_ words: [String]) throws(CommandError) -> Int32 {
    guard let verb = words.first(where: { !["help", "--help", "-h"].contains($0) }) else {
      return try print(HelpText.overview)
    }
    guard let text = HelpText.text(for: verb) else {
      throw .usage(
        "there is no verb '\(verb)'; the verbs are \(HelpText.verbs.joined(separator: ", ")).")
    }
    return try print(text)
  }

  private static func print(_ text: String) throws(CommandError) -> Int32 {
    do throws(PlatformError) { try Console.output.write(text + "\n") } catch {
      throw CommandError(error)
    }
    return ExitStatus.success
  }
}
