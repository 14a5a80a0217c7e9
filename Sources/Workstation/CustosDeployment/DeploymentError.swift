public import CustosSupport

/// Why a deployment ended, told in one whole sentence.
public enum DeploymentError: ReportableError, Equatable {
  /// A program of this machine is missing.
  case toolMissing(name: String, package: String)
  /// The file is no Debian package of custos-edge for the board.
  case wrongPackage(file: String, found: String)
  /// ssh did not get through.
  case unreachable(host: String, reason: String)
  /// The far machine cannot run custos-edge, lacks a program or gives no rights.
  case unsuitable(host: String, reason: String)
  /// A copied file differs from what was sent.
  case damagedCopy(host: String, file: String)
  /// A file could not be copied.
  case copyFailed(host: String, file: String, reason: String)
  /// Something could not be installed there.
  case installFailed(host: String, item: String, reason: String)
  /// The model's self-test failed there, so the former model stays.
  case selfTestFailed(host: String, reason: String)
  /// The service did not start with the new model, so the former one is back.
  case serviceFailed(host: String, reason: String, isRunningAgain: Bool)

  /// The failure as a whole sentence that names the place and the way out.
  public var message: String {
    switch self {
    case .toolMissing(let name, let package):
      "\(name) is not on this machine; install it with: apt-get install \(package)."
    case .wrongPackage(let file, let found):
      "\(file) is not the package custos-edge for arm64 but \(found); make it with `make deb`."
    case .unreachable(let host, let reason):
      "\(host) cannot be reached: \(reason); check that `ssh \(host)` works without a password "
        + "(`ssh-copy-id \(host)` puts your key there)."
    case .unsuitable(let host, let reason): "\(host) \(reason)."
    case .damagedCopy(let host, let file):
      "\(file) arrived at \(host) with another SHA-256 than it has here; nothing was changed. "
        + "Check the disk there and try again."
    case .copyFailed(let host, let file, let reason):
      "\(file) could not be copied to \(host): \(reason); make room in /tmp there and try again."
    case .installFailed(let host, let item, let reason):
      "\(item) could not be installed on \(host): \(reason); correct this there and try again."
    case .selfTestFailed(let host, let reason):
      "The model does not pass its self-test on \(host), so the former model stays: \(reason); "
        + "write the model again with `custos quantize`, or install a newer package with --package."
    case .serviceFailed(let host, let reason, let isRunningAgain):
      "The service on \(host) did not start with the new model: \(reason); the former model is back"
        + (isRunningAgain
          ? " and the service runs with it" : ", but the service does not run with it")
        + ". See `journalctl -u custos-edge` there."
    }
  }

  /// The exit code of the command.
  public var exitCode: Int32 {
    switch self {
    case .selfTestFailed: 1
    case .wrongPackage: 65
    case .toolMissing, .unreachable, .unsuitable, .serviceFailed: 69
    case .installFailed: 73
    case .damagedCopy, .copyFailed: 74
    }
  }
}
