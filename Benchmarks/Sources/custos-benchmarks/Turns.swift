import ArgumentParser
import CustosEngine
import CustosPlatform

/// Times inferences when asked to, so that int8_inference.py can measure other engines in between.
struct Turns: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Waits for counts on standard input, one a line; answers with the microseconds of each inference."
  )

  @OptionGroup var network: NetworkOptions

  private static let warmUpRuns = 3

  func run() throws {
    let engine = try network.engine()
    let picture = engine.picture
    for _ in 0..<Self.warmUpRuns { _ = try engine.time(picture) }
    try Console.output.write(
      "{\"engine\":\"custos \(CustosVersion.current) \(engine.instructionSet.name)\"}\n")
    while let line = readLine() {
      guard let count = Int(line), count > 0 else {
        throw ValidationError("`\(line)` is no count of inferences.")
      }
      var times: [String] = []
      for _ in 0..<count { times.append("\(try engine.time(picture) / 1000)") }
      try Console.output.write(times.joined(separator: " ") + "\n")
    }
  }
}
