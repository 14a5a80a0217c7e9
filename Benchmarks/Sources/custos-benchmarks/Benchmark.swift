import ArgumentParser

/// Times the int8 engine.
@main struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custos-benchmarks",
    abstract: "Times the int8 engine on Custos's networks with random weights.",
    subcommands: [Operators.self, Turns.self, Write.self, Layers.self],
    defaultSubcommand: Operators.self)
}
