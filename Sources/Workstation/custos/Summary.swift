import ArgumentParser
import CustosArchitectures

/// `custos summary`: a network's layers as a table.
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints a network's layers with shapes, parameters and inputs.")

  @OptionGroup var model: ModelOptions

  @Option(help: "Number of classes.")
  var classes = 14

  func validate() throws {
    guard (1...10_000).contains(classes) else {
      throw ValidationError("--classes must be 1 to 10000, but \(classes) was given.")
    }
  }

  func run() throws {
    try reportingFailures {
      let graph = try ModelConfiguration.named(model.modelName).graph(
        height: model.height, width: model.width, classCount: classes,
        preprocessing: model.preprocessing)
      print(SummaryTable(graph).text, terminator: "")
    }
  }
}
