import CustosTestSupport
import Foundation

/// An OpenSSH server on the loopback with keys and a port of its own, standing for a board. ssh, scp,
/// sha256sum and custos-edge are real; uname, sudo, dpkg and systemctl come from a folder that its
/// PATH names first, and keep their state in `folder`.
final class SSHServer {
  private struct Failed: Error { var reason: String }

  /// Why there is no server on this machine, nil when there is one.
  static let absence: String? = {
    let needed = ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/ssh-keygen", "/usr/bin/dpkg-deb"]
    let missing = needed.filter { !FileManager.default.isExecutableFile(atPath: $0) }
    if !missing.isEmpty { return "\(missing.joined(separator: ", ")) is not on this machine" }
    // sshd as root insists on this folder, which its service would make.
    if getuid() == 0 { mkdir("/run/sshd", 0o755) }
    return nil
  }()

  let folder: TemporaryFolder
  let port: Int
  private var process: ChildProcess?

  /// The private key that the server accepts.
  var identity: String { folder.file("key") }
  /// A client's configuration that knows the server's key and nothing else.
  var configuration: String { folder.file("ssh_config") }
  /// Where the model belongs.
  var model: String { folder.file("board/model.custos") }

  /// Starts a server.
  ///
  /// - Parameter hasServiceManager: whether there is a systemctl; without it PATH has the folder alone.
  init(hasServiceManager: Bool = true) throws {
    folder = try TemporaryFolder()
    port = try Self.freePort()
    for name in ["key", "host_key"] {
      let outcome = try BuiltProgram(path: "/usr/bin/ssh-keygen").run([
        "-q", "-t", "ed25519", "-N", "", "-f", folder.file(name),
      ])
      guard outcome.exitCode == 0 else { throw Failed(reason: outcome.error) }
    }
    try FileManager.default.createDirectory(
      atPath: folder.file("board"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: folder.file("key.pub"), toPath: folder.file("authorized_keys"))
    let hostKey = try String(contentsOfFile: folder.file("host_key.pub"), encoding: .utf8)
    try write("[127.0.0.1]:\(port) \(hostKey)", to: "known_hosts")
    try write(
      """
      UserKnownHostsFile \(folder.file("known_hosts"))
      GlobalKnownHostsFile /dev/null
      StrictHostKeyChecking yes
      """, to: "ssh_config")
    try write(
      """
      ListenAddress 127.0.0.1
      Port \(port)
      HostKey \(folder.file("host_key"))
      AuthorizedKeysFile \(folder.file("authorized_keys"))
      PidFile none
      UsePAM no
      StrictModes no
      PasswordAuthentication no
      PermitRootLogin prohibit-password
      Subsystem sftp internal-sftp
      SetEnv PATH=\(folder.file("bin"))\(hasServiceManager ? ":/usr/bin:/bin" : "") BOARD=\(folder.path)
      """, to: "sshd_config")
    try makeTools()
    if !hasServiceManager { try removeServiceManager() }
    process = try ChildProcess(
      "/usr/sbin/sshd", ["-D", "-e", "-f", folder.file("sshd_config")])
    try waitUntilItListens()
  }

  deinit {
    process?.send(SIGTERM)
    _ = try? process?.wait()
  }

  /// Writes a file of the folder.
  func write(_ text: String, to name: String) throws {
    try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: folder.file(name)))
  }

  /// The text of a file of the folder, empty when there is none.
  func text(_ name: String) -> String {
    (try? String(contentsOfFile: folder.file(name), encoding: .utf8)) ?? ""
  }

  /// Puts a program into the folder that comes first on the server's PATH.
  func makeTool(_ name: String, _ script: String) throws {
    try write("#!/bin/sh\n" + script, to: "bin/" + name)
    chmod(folder.file("bin/" + name), 0o755)
  }

  private func makeTools() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("bin"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("bin/custos-edge"),
      withDestinationPath: BuiltProgram(named: "custos-edge").path)
    try makeTool("uname", "echo aarch64")
    // A user who is not root and may use sudo.
    try makeTool("id", "echo 1000")
    try makeTool("sudo", "shift\necho \"$*\" | head -1 >> \"$BOARD/sudo.log\"\nexec \"$@\"")
    try makeTool(
      "dpkg",
      "for file; do :; done\ndpkg-deb -f \"$file\" Version > \"$BOARD/version\"\n"
        + "echo \"dpkg $*\" >> \"$BOARD/dpkg.log\"")
    try makeTool(
      "dpkg-query",
      "[ -e \"$BOARD/version\" ] && printf 'installed=installed %s\\n' \"$(cat \"$BOARD/version\")\""
    )
    try makeTool(
      "systemctl",
      """
      case $1 in
        is-active) [ -e "$BOARD/active" ] ;;
        restart) echo restart >> "$BOARD/restarts"; custos-edge info --model "$BOARD/board/model.custos" |
          grep -q "$(cat "$BOARD/accepted")" || { echo "Job for custos-edge.service failed." >&2; exit 1; } ;;
      esac
      """)
    try write("model", to: "accepted")
  }

  private func removeServiceManager() throws {
    try FileManager.default.removeItem(atPath: folder.file("bin/systemctl"))
    for name in [
      "sh", "true", "mktemp", "mkdir", "dirname", "install", "sync", "rm", "cp", "mv", "sha256sum",
      "cat",
      "head",
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("bin/" + name), withDestinationPath: "/usr/bin/" + name)
    }
  }

  private func waitUntilItListens() throws {
    for _ in 0..<200 {
      let outcome = try BuiltProgram(path: "/usr/bin/ssh-keyscan").run([
        "-T", "1", "-p", "\(port)", "127.0.0.1",
      ])
      if outcome.output.contains("ed25519") { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw Failed(reason: "sshd does not answer at port \(port)")
  }

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
      }
    }
    guard result == 0 else { throw Failed(reason: "no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
