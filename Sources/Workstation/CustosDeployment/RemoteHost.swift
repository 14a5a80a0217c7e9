import Foundation

/// A machine that OpenSSH reaches without asking for a password; all commands share one login.
public final class RemoteHost {
  /// How to get there.
  public struct Address: Sendable {
    /// `USER@HOST`, or a name of ssh's configuration.
    public var host: String
    /// The port, nil for ssh's own choice.
    public var port: Int?
    /// The file of the private key, nil for ssh's own choice.
    public var identity: String?
    /// A configuration file to read in place of ssh's own.
    public var configuration: String?

    /// Describes a way to a machine.
    public init(
      host: String, port: Int? = nil, identity: String? = nil, configuration: String? = nil
    ) {
      self.host = host
      self.port = port
      self.identity = identity
      self.configuration = configuration
    }
  }

  /// The machine's name as it was given.
  public var name: String { address.host }

  private let address: Address
  private let ssh: LocalProgram
  private let scp: LocalProgram
  private let folder: String
  private let show: ((String) -> Void)?

  /// Prepares the way to a machine; nothing is sent yet.
  ///
  /// - Parameter show: takes every command line in place of running it; all then seem to succeed.
  public init(_ address: Address, show: ((String) -> Void)? = nil) throws {
    self.address = address
    self.show = show
    ssh = try LocalProgram("ssh", package: "openssh-client")
    scp = try LocalProgram("scp", package: "openssh-client")
    // Short, since the path of a socket has at most 107 bytes.
    folder = "/tmp/custos-\(UUID().uuidString.prefix(8))"
    guard show == nil else { return }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  /// Ends the login.
  deinit {
    guard show == nil else { return }
    _ = try? ssh.run(options(port: "-p") + ["-O", "exit", "--", address.host])
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Runs a script with `sh` there and returns how it ended.
  ///
  /// - Parameter privileged: whether to run it by `sudo`.
  /// - Throws: `DeploymentError.unreachable`.
  func run(
    _ script: String, _ arguments: [String] = [], privileged: Bool = false
  ) throws -> LocalProgram.Outcome {
    let words = (privileged ? ["sudo", "-n"] : []) + ["sh", "-c", script, "sh"] + arguments
    let command = options(port: "-p") + ["--", address.host, ShellText.line(words)]
    if let show {
      show(ShellText.line(["ssh"] + shown(command)))
      return LocalProgram.Outcome(exitCode: 0, output: "", error: "")
    }
    let outcome = try ssh.run(command)
    // ssh's own failures; a script there does not end with this code.
    guard outcome.exitCode != 255 else {
      throw DeploymentError.unreachable(host: name, reason: outcome.reason)
    }
    return outcome
  }

  /// Copies a file there.
  ///
  /// - Throws: `DeploymentError.copyFailed`.
  func copy(_ file: String, to path: String) throws {
    let at = address.host.lastIndex(of: "@").map { address.host.index(after: $0) }
    let host = address.host[(at ?? address.host.startIndex)...]
    let user = address.host[..<(at ?? address.host.startIndex)]
    // scp takes the first colon for the end of the host's name.
    let target = user + (host.contains(":") ? "[\(host)]" : host) + ":" + path
    let source = URL(fileURLWithPath: file).path
    let command = options(port: "-P") + ["-q", "--", source, String(target)]
    if let show {
      show(ShellText.line(["scp"] + shown(command)))
      return
    }
    let outcome = try scp.run(command)
    guard outcome.exitCode == 0 else {
      throw DeploymentError.copyFailed(host: name, file: file, reason: outcome.reason)
    }
  }

  private func options(port portOption: String) -> [String] {
    var words = [
      "-o", "BatchMode=yes", "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=15",
      "-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", "ControlPath=\(folder)/login",
    ]
    if let configuration = address.configuration { words = ["-F", configuration] + words }
    if let identity = address.identity {
      words += ["-i", identity, "-o", "IdentitiesOnly=yes"]
    }
    if let port = address.port { words += [portOption, "\(port)"] }
    return words
  }

  /// The command without the options that only share the login.
  private func shown(_ command: [String]) -> [String] {
    var words: [String] = []
    for word in command {
      if word.hasPrefix("Control"), words.last == "-o" {
        words.removeLast()
      } else {
        words.append(word)
      }
    }
    return words
  }
}
