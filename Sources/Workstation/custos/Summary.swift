import ArgumentParser
import CustosArchitectures
import CustosNetwork
import CustosPages
import CustosTraining

/// `custos summary`: a network's layers as a table.
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints a network's layers with shapes, parameters and inputs.",
    discussion: """
      page_net, which `custos train-pages` trains, is shown at the size of a crop, 320x320 unless --width or \
      --height is given, with one class in each of its usual groups.
      """)

  @OptionGroup var model: ModelOptions

  @Option(help: "Number of classes (default: 14).")
  var classes: Int?

  func validate() throws {
    if let classes, !(1...10_000).contains(classes) {
      throw ValidationError("--classes must be 1 to 10000, but \(classes) was given.")
    }
    guard model.modelName == PageArchitecture.name else { return }
    let foreign = givenOptions([
      "--classes": classes != nil, "--preprocessing": model.givenPreprocessing != nil,
    ])
    if let option = foreign.first {
      throw ValidationError(
        "\(option) is for classifiers; leave it out, since page_net has groups of classes and takes gray "
          + "pages as they are.")
    }
  }

  func run() throws {
    try reportingFailures {
      print(SummaryTable(try graph()).text, terminator: "")
    }
  }

  private func graph() throws -> Graph {
    guard model.modelName == PageArchitecture.name else {
      return try ModelConfiguration.named(model.modelName).graph(
        height: model.height, width: model.width, classCount: classes ?? 14,
        preprocessing: model.preprocessing)
    }
    return try PageArchitecture(SymbolGroups.standard.outline).graph(
      height: model.givenHeight ?? PageOptions.standardCrop,
      width: model.givenWidth ?? PageOptions.standardCrop)
  }
}
