import CCustosPlatform

/// The signals by which a running program is told to stop or to reload.
public enum StopSignals {
  /// From now on SIGINT and SIGTERM only leave a mark (a second one ends the process as usual), as
  /// does SIGHUP, and a pipe that nobody reads gives an error instead of SIGPIPE.
  public static func watch() { custos_signals_watch() }

  /// From now on a file that grows beyond the limit of `ulimit -f` gives `PlatformError.cannotWrite`; the
  /// system would end the process without a word.
  public static func reportFileLimit() { custos_signals_report_file_limit() }

  /// Whether SIGINT or SIGTERM has come.
  public static var isStopRequested: Bool { custos_signals_stop() }

  /// Whether SIGHUP has come since the last call.
  public static func takeReload() -> Bool { custos_signals_take_reload() }
}
