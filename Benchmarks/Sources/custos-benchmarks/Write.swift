import ArgumentParser
import CustosModelFile
import CustosPlatform

/// Writes a network as a model file, for `custos-edge bench` on a board or under emulation.
struct Write: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the network with its random weights as a .custos file.")

  @OptionGroup var architecture: ArchitectureOptions
  @Option(name: .shortAndLong, help: "The file to write.") var output: String
  @Flag(help: "Overwrite an existing file.") var force = false

  func run() throws {
    try FileSystem.write(
      ModelWriter.bytes(of: architecture.model().model), to: output, replacing: force)
  }
}
