/// What is known about the remote machine.
struct BoardFacts {
  /// Whether commands that need rights must go through sudo.
  var needsSudo = false
  /// The version of the installed package, nil when there is none.
  var installedVersion: String?
  /// Whether there is an executable on PATH there.
  var hasExecutable = false
  /// Whether there is a service manager that knows systemctl.
  var hasServiceManager = false
  /// Whether the service runs.
  var isServiceActive = false

  /// What is assumed when nothing may be asked.
  static let assumed = BoardFacts(
    needsSudo: true, installedVersion: nil, hasExecutable: true, hasServiceManager: true,
    isServiceActive: true)
}

extension BoardFacts {
  /// Reads the lines of `BoardScripts.look`; other lines, such as greetings, are skipped.
  ///
  /// - Throws: `DeploymentError.unsuitable` when the machine cannot take a deployment.
  init(_ text: String, host: String) throws(DeploymentError) {
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    func value(_ key: String) -> String? {
      lines.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
    }
    let machine = value("machine") ?? "nothing"
    guard machine == "aarch64" else {
      throw .unsuitable(
        host: host,
        reason: "runs a system for \(machine), but custos-edge needs a 64-bit one (aarch64); "
          + "install the 64-bit Raspberry Pi OS")
    }
    for tool in ["dpkg", "sha256sum"] where !lines.contains("has=" + tool) {
      throw .unsuitable(
        host: host, reason: "has no \(tool), which a deployment needs; choose a Debian system")
    }
    needsSudo = value("user") != "0"
    guard !needsSudo || value("sudo") == "yes" else {
      throw .unsuitable(
        host: host,
        reason: "does not let this user run sudo without a password, which installing the package "
          + "and the model and restarting the service need; log in as another user, or allow it "
          + "there with `sudo visudo`")
    }
    let words = value("installed")?.split(separator: " ") ?? []
    installedVersion = words.count == 2 && words[0] == "installed" ? String(words[1]) : nil
    hasExecutable = lines.contains("has=custos-edge")
    hasServiceManager = lines.contains("has=systemctl")
    isServiceActive = value("active") == "yes"
  }
}
