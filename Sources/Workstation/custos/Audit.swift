import ArgumentParser
import CustosDataSet
import CustosPlatform
import CustosTraining
import Foundation

/// `custos audit`: checks a data set before it is trained on.
struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks the pictures of training/, validation/ and test/ before training.",
    discussion: """
      Decodes every picture and names files that cannot be read or are no pictures, empty and unknown \
      classes, pictures that are there in several classes (errors), pictures and pages that are in several \
      sets, also saved anew, pictures of another size than most, and classes with too few pictures \
      (warnings). `custos train` makes the same checks when it starts. Ends \
      with exit code 65 when there are errors.
      """)

  @Argument(help: "Folder with training/, validation/ and test/, one folder a class in each.")
  var data: String

  @Option(help: "Columns of the network's input, whose shape the pictures should have.")
  var width = 224

  @Option(help: "Rows of the network's input.")
  var height = 448

  @Option(help: "text or jsonl: one JSON object a finding, then one with the totals.")
  var format = Evaluate.Format.text

  @Flag(help: "End with exit code 1 when there are warnings and no errors.")
  var strict = false

  @OptionGroup var work: ThreadOptions

  func validate() throws { try ModelOptions.validate(width: width, height: height) }

  func run() throws {
    try reportingFailures {
      let audit = try DataAudit(
        folder: URL(fileURLWithPath: data).path, width: width, height: height,
        pool: work.makePool(), memoryLimit: { _ in 0 })
      switch format {
      case .text: print(audit.text, terminator: "")
      case .jsonl: print(try audit.jsonLines(), terminator: "")
      }
      guard audit.errors.isEmpty else { throw ExitCode(ExitStatus.badData) }
      guard !strict || audit.warnings.isEmpty else { throw ExitCode(ExitStatus.checkFailed) }
    }
  }
}
