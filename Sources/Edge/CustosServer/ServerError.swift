import CCustosServer
public import CustosPlatform

/// Why a server cannot be started.
public enum ServerError: Error, Equatable, Sendable {
  /// The text is no numeric address.
  case notAnAddress(String)
  /// The address and port cannot be had; the number is an errno value.
  case cannotListen(address: String, port: Int, errorNumber: Int32)
  /// The system has no random numbers; the number is an errno value.
  case noRandomNumbers(errorNumber: Int32)
  /// The system refuses a thread.
  case platform(PlatformError)

  /// The failure as a whole sentence that names the item and the way out.
  public var message: String {
    switch self {
    case .notAnAddress(let text):
      "--address must be a numeric address of this machine such as 127.0.0.1, 0.0.0.0 or ::1, "
        + "not '\(text)'."
    case .cannotListen(_, _, ErrorNumber.noMemory): MemoryShortage.sentence(for: "the live page")
    case .cannotListen(let address, let port, let errorNumber):
      "The live page cannot be served at \(address), port \(port): "
        + "\(ErrorNumber.text(errorNumber)); " + remedy(errorNumber)
    case .noRandomNumbers(let errorNumber):
      "The system gives no random numbers for a token: \(ErrorNumber.text(errorNumber)); "
        + "try again once it has started up."
    case .platform(let error): error.message
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .notAnAddress: ExitStatus.usage
    case .cannotListen(_, _, let errorNumber):
      errorNumber == ErrorNumber.addressInUse ? ExitStatus.tryAgain : ExitStatus.unavailable
    case .noRandomNumbers: ExitStatus.unavailable
    case .platform(let error): error.exitCode
    }
  }

  private func remedy(_ errorNumber: Int32) -> String {
    switch errorNumber {
    case ErrorNumber.addressInUse:
      "end the program that uses it, or choose another --port."
    case ErrorNumber.noPermission: "choose a --port from 1024 on."
    default: "choose an --address that this machine has."
    }
  }
}
