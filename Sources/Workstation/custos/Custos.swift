import ArgumentParser
import CustosPlatform

@main
enum Program {
  static func main() {
    CurrentProcess.bufferOutputByLine()
    StopSignals.reportFileLimit()
    Custos.main()
  }
}

/// The desktop command line; one subcommand a file.
struct Custos: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custos",
    abstract: "Reads the staff position of music symbols: data, training, quantisation.",
    version: CustosVersion.current,
    subcommands: [
      Draw.self, Convert.self, Extract.self, ImportFeedback.self, Split.self, Audit.self,
      Synth.self, Models.self, Summary.self, Train.self, TrainPages.self, Evaluate.self,
      EvaluatePages.self, Calibrate.self, Quantize.self, Deploy.self,
    ])
}
