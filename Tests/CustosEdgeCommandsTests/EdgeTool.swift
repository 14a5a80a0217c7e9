import CustosTestSupport
import Foundation

/// The built `custos-edge` beside the tests.
enum EdgeTool {
  typealias Outcome = BuiltProgram.Outcome

  static func run(
    _ arguments: [String], input: Data = Data(), memoryKilobytes: Int? = nil
  ) throws -> Outcome {
    try BuiltProgram(named: "custos-edge").run(
      arguments, input: input, memoryKilobytes: memoryKilobytes)
  }
}
