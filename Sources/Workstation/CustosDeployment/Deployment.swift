import Foundation

/// Brings a package and a model to a board. The model takes the former one's place only after it has
/// passed its self-test there.
public struct Deployment {
  /// How a deployment ended.
  public enum ServiceState: Equatable, Sendable {
    /// The service was restarted and is ready.
    case restarted
    /// The service was not running, so it was not started.
    case notRunning
    /// The machine has no systemctl.
    case noServiceManager
  }

  private let host: RemoteHost
  private let isDryRun: Bool
  private let note: (String) -> Void

  /// Prepares a deployment.
  ///
  /// - Parameters:
  ///   - isDryRun: whether the host only shows its commands; the plan then covers every step.
  ///   - note: takes a line about every step.
  public init(to host: RemoteHost, isDryRun: Bool, note: @escaping (String) -> Void) {
    self.host = host
    self.isDryRun = isDryRun
    self.note = note
  }

  /// Runs all steps.
  ///
  /// - Parameters:
  ///   - model: the model's file here.
  ///   - target: where the service looks for it there.
  ///   - package: installed when its version is another than that there.
  /// - Throws: `DeploymentError`.
  public func run(
    model: String, target: String, package: DebianPackage?
  ) throws -> ServiceState {
    let sum = try Self.checksum(model)
    let packageSum = try package.map { try Self.checksum($0.path) }
    note("Looking at \(host.name).")
    let facts = try look()
    let folder = try makeFolder()
    defer { _ = try? host.run(BoardScripts.removeFolder, [folder]) }

    if let package, let packageSum, facts.installedVersion != package.version {
      note(
        "Installing custos-edge \(package.version) (there: \(facts.installedVersion ?? "none")).")
      let copy = folder + "/custos-edge.deb"
      try send(package.path, to: copy, sum: packageSum)
      try install(BoardScripts.install, [copy], item: package.path, facts)
    } else if !facts.hasExecutable {
      throw DeploymentError.unsuitable(
        host: host.name, reason: "has no custos-edge yet; give the package with --package FILE.deb")
    } else {
      note("custos-edge \(facts.installedVersion ?? "") is there.")
    }

    note("Copying the model and checking its SHA-256, \(sum).")
    let copy = folder + "/model.custos"
    try send(model, to: copy, sum: sum)
    try install(BoardScripts.stage, [copy, target], item: model, facts)
    note("Running the model's self-test there.")
    let test = try host.run(BoardScripts.selfTest, [target + ".new"])
    guard test.exitCode == 0 else {
      _ = try host.run(BoardScripts.discard, [target], privileged: facts.needsSudo)
      throw DeploymentError.selfTestFailed(host: host.name, reason: test.reason)
    }
    try install(BoardScripts.activate, [target], item: target, facts)
    return try restart(target, facts)
  }

  private func look() throws -> BoardFacts {
    let outcome = try host.run(BoardScripts.look)
    return isDryRun ? .assumed : try BoardFacts(outcome.output, host: host.name)
  }

  private func makeFolder() throws -> String {
    let outcome = try host.run(BoardScripts.makeFolder)
    if isDryRun { return "/tmp/custos-deploy.XXXXXX" }
    let lines = outcome.output.split(whereSeparator: \.isNewline)
    guard outcome.exitCode == 0, let folder = lines.last, folder.hasPrefix("/tmp/custos-deploy.")
    else {
      throw DeploymentError.installFailed(
        host: host.name, item: "A folder in /tmp", reason: outcome.reason)
    }
    return String(folder)
  }

  private func send(_ file: String, to copy: String, sum: String) throws {
    try host.copy(file, to: copy)
    guard try host.run(BoardScripts.verify, [copy, sum]).exitCode == 0 else {
      throw DeploymentError.damagedCopy(host: host.name, file: file)
    }
  }

  private func install(
    _ script: String, _ arguments: [String], item: String, _ facts: BoardFacts
  ) throws {
    let outcome = try host.run(script, arguments, privileged: facts.needsSudo)
    guard outcome.exitCode == 0 else {
      throw DeploymentError.installFailed(host: host.name, item: item, reason: outcome.reason)
    }
  }

  private func restart(_ target: String, _ facts: BoardFacts) throws -> ServiceState {
    guard facts.hasServiceManager else { return .noServiceManager }
    guard facts.isServiceActive else { return .notRunning }
    note("Restarting the service.")
    let outcome = try host.run(BoardScripts.restart, privileged: facts.needsSudo)
    guard outcome.exitCode != 0 else { return .restarted }
    try install(BoardScripts.rollBack, [target], item: "The former model", facts)
    let again = try host.run(BoardScripts.restart, privileged: facts.needsSudo)
    throw DeploymentError.serviceFailed(
      host: host.name, reason: outcome.reason, isRunningAgain: again.exitCode == 0)
  }

  /// The SHA-256 of a file here, in hexadecimal.
  private static func checksum(_ file: String) throws -> String {
    let tool = try LocalProgram("sha256sum", package: "coreutils")
    let outcome = try tool.run(["--", URL(fileURLWithPath: file).path])
    guard outcome.exitCode == 0, let sum = outcome.output.split(separator: " ").first else {
      throw DeploymentError.wrongPackage(file: file, found: outcome.reason)
    }
    // A backslash in front tells of a name with special characters.
    return String(sum.drop { $0 == "\\" })
  }
}
