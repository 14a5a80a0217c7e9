import ArgumentParser

/// Times the int8 engine.
@main struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custos-benchmarks",
    abstract: "Times the int8 engine on a network of given shapes.",
    subcommands: [Operators.self, Turns.self, Write.self], defaultSubcommand: Operators.self)
}
