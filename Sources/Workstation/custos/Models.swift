import ArgumentParser
import CustosArchitectures
import CustosNetwork
import CustosPages
import Foundation

/// `custos models`: the networks there are.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the networks with their size and work.",
    discussion: """
      Parameters and multiply-accumulates are those of one image and 14 classes; of page_net, which \
      `custos train-pages` trains to read whole pages, those of one class in each of its usual groups.
      """)

  @Option(help: "Columns of the input.")
  var width = 224

  @Option(help: "Rows of the input.")
  var height = 448

  func validate() throws {
    for (name, size) in [("--width", width), ("--height", height)]
    where !(8...4096).contains(size) {
      throw ValidationError("\(name) must be 8 to 4096 pixels, but \(size) was given.")
    }
  }

  func run() throws {
    try reportingFailures {
      print(row("name", "input", "parameters", "MACs"))
      for configuration in ModelConfiguration.allCases {
        let graph = try configuration.graph(height: height, width: width, classCount: 14)
        print(row(of: graph))
      }
      print(
        row(
          of: try PageArchitecture(SymbolGroups.standard.outline)
            .graph(height: height, width: width)))
    }
  }

  private func row(of graph: Graph) -> String {
    row(
      graph.name, "\(height)x\(width)x3", "\(graph.parameterCount)",
      String(format: "%.3f G", Double(graph.multiplyAccumulates) / 1e9))
  }

  private func row(_ name: String, _ input: String, _ parameters: String, _ work: String) -> String
  {
    func fill(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let padding = String(repeating: " ", count: max(0, 30 - name.count))
    return name + padding + fill(input, 13) + fill(parameters, 13) + fill(work, 12)
  }
}
