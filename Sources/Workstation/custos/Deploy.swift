import ArgumentParser
import CustosDeployment
import CustosModelFile
import CustosPlatform

/// `custos deploy`: brings a model, and the package if need be, to a board over ssh.
struct Deploy: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Brings a model, and the package if need be, to a Raspberry Pi over ssh.",
    discussion: """
      ssh must get there without asking for a password. The model is copied, compared by its \
      SHA-256, put through its self-test on the board, and only then takes the former model's \
      place. A running service is restarted; where it does not start, the former model comes back.
      """)

  @Argument(help: "The board as ssh knows it: USER@HOST.")
  var host: String

  @Argument(help: "The .custos model.")
  var model: String

  @Option(help: "Package of `make deb`, installed when its version is another than that there.")
  var package: String?

  @Option(help: "Port of ssh.")
  var port: Int?

  @Option(help: "File of the private key.")
  var identity: String?

  @Option(help: "Configuration file for ssh to read in place of its own.")
  var sshConfig: String?

  @Option(help: "Where the service looks for its model there (CUSTOS_MODEL).")
  var remoteModel = "/var/lib/custos-edge/model.custos"

  @Flag(help: "Print the commands and run none of them.")
  var dryRun = false

  @Flag(help: "Say only how it ended.")
  var quiet = false

  func validate() throws {
    guard !host.isEmpty, !host.hasPrefix("-"), !host.contains(where: \.isWhitespace) else {
      throw ValidationError("'\(host)' is no USER@HOST; give the board as ssh knows it.")
    }
    if let port, !(1...65_535).contains(port) {
      throw ValidationError("--port must be 1 to 65535, but \(port) was given.")
    }
    guard remoteModel.hasPrefix("/"), !remoteModel.hasSuffix("/") else {
      throw ValidationError("--remote-model must be the whole path of a file, from /.")
    }
  }

  func run() throws {
    try reportingFailures {
      for file in [package, identity, sshConfig].compactMap(\.self)
      where FileSystem.kind(of: file) == .missing {
        throw PlatformError.cannotRead(path: file, errorNumber: 2)
      }
      do throws(ModelFileError) { _ = try ModelReader.open(model) } catch { throw error }
      let board = try RemoteHost(
        .init(host: host, port: port, identity: identity, configuration: sshConfig),
        show: dryRun ? { print($0) } : nil)
      let deployment = Deployment(to: board, isDryRun: dryRun) { line in
        if dryRun { print("# \(line)") } else if !quiet { Console.complain(line) }
      }
      let state = try deployment.run(
        model: model, target: remoteModel, package: try package.map { try DebianPackage($0) })
      if !dryRun { print("\(host): \(model) is at \(remoteModel); \(ending(state))") }
    }
  }

  private func ending(_ state: Deployment.ServiceState) -> String {
    switch state {
    case .restarted: "the service runs with it."
    case .notRunning:
      "the service was not running; start it there with: sudo systemctl enable --now custos-edge"
    case .noServiceManager: "there is no systemctl, so no service was restarted."
    }
  }
}
