import ArgumentParser
import CustosModels

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
        height: model.height, width: model.width, classCount: classes)
      print(SummaryTable(graph).text, terminator: "")
    }
  }
}

/// Which network, for images of which size.
struct ModelOptions: ParsableArguments {
  @Option(
    name: [.customLong("model-name"), .customLong("model_name")],
    help: "Name of the network; `custos models` lists them.")
  var modelName = "vgg4"

  @Option(help: "Columns of the network's input.")
  var width = 224

  @Option(help: "Rows of the network's input.")
  var height = 448

  func validate() throws {
    for (name, size) in [("--width", width), ("--height", height)]
    where !(8...4096).contains(size) {
      throw ValidationError("\(name) must be 8 to 4096 pixels, but \(size) was given.")
    }
  }
}
