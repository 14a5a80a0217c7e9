import CCustosPlatform

/// Standard output and standard error. Nothing is buffered: what is written is out.
public enum Console: Int32, Sendable {
  /// Data goes here.
  case output = 1
  /// Everything else goes here.
  case error = 2

  /// Writes bytes.
  ///
  /// - Throws: `PlatformError.cannotPrint`, such as for a full disk or, where the signal SIGPIPE is
  ///   ignored, a pipe that nobody reads any more. (Where it is not, the process ends quietly.)
  public func write(_ bytes: RawSpan) throws(PlatformError) {
    let errorNumber = bytes.withUnsafeBytes {
      custos_write_descriptor(rawValue, $0.baseAddress, $0.count)
    }
    guard errorNumber == 0 else { throw .cannotPrint(errorNumber: errorNumber) }
  }

  /// Writes text as UTF-8; nothing is added.
  ///
  /// - Throws: `PlatformError.cannotPrint`.
  public func write(_ text: String) throws(PlatformError) {
    try write([UInt8](text.utf8).span.bytes)
  }

  /// Writes a line to standard error; if even that fails there is nowhere left to say so.
  public static func complain(_ line: String) {
    do { try Console.error.write(line + "\n") } catch { return }
  }

  /// Whether a person's terminal is at the other end.
  public var isTerminal: Bool { custos_is_terminal(rawValue) }
}
