import CustosTestSupport

/// The built `custos` beside the tests.
enum CustosTool {
  static func run(_ arguments: String...) throws -> BuiltProgram.Outcome {
    try BuiltProgram(named: "custos").run(arguments)
  }
}
