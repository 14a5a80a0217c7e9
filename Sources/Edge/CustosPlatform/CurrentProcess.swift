import CCustosPlatform

/// This process: what it was given and what it uses.
public enum CurrentProcess {
  /// The command line's words after the program's name. Bytes that are not UTF-8 are repaired.
  public static var arguments: [String] {
    let count = custos_argument_count()
    guard count > 1 else { return [] }
    return (1..<count).compactMap { index in
      custos_argument(index).map { String(cString: $0) }
    }
  }

  /// The number by which the system knows this process.
  public static var identifier: Int64 { custos_process_id() }

  /// The value of an environment variable, nil when it is not set.
  public static func environment(_ name: String) -> String? {
    name.withCString(custos_environment).map { String(cString: $0) }
  }

  /// Whether the user wants no colours and no moving lines: NO_COLOR is set and not empty.
  public static var wantsPlainText: Bool { environment("NO_COLOR")?.isEmpty == false }

  /// The largest resident memory up to now in bytes, nil when the system does not tell.
  public static var peakResidentBytes: Int? {
    let bytes = custos_peak_resident_bytes()
    return bytes > 0 ? Int(bytes) : nil
  }

  /// From now on freed memory stays with the process for what is read next, up to blocks of 32 MiB, for
  /// programs that read picture after picture: their size then does not depend on how many are in flight.
  public static func keepFreedMemory() { custos_keep_freed_memory() }

  /// Makes `print` hand over every line at once, also into files and pipes, so that results and
  /// messages stay in order.
  public static func bufferOutputByLine() { custos_buffer_output_by_line() }

  /// Ends the process.
  public static func exit(_ code: Int32) -> Never { custos_exit(code) }
}
