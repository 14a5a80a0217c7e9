import CustosPlatform

/// Where a verb's lines go: standard output, each at once, or a file that is written whole at the end.
final class OutputSink {
  private let path: String?
  private let isReplacing: Bool
  private var collected: [UInt8] = []

  /// `path` nil or `-` is standard output.
  ///
  /// - Throws: `CommandError` when the file exists and may not be replaced.
  init(path: String?, replacing: Bool) throws(CommandError) {
    self.path = path == "-" ? nil : path
    isReplacing = replacing
    if let path = self.path { try Self.checkFree(path, replacing: replacing) }
  }

  /// Fails before any work is done if a result's file exists and may not be replaced.
  static func checkFree(_ path: String, replacing: Bool) throws(CommandError) {
    let kind = FileSystem.kind(of: path)
    if !replacing && (kind == .file || kind == .directory) {
      throw CommandError(PlatformError.exists(path: path))
    }
  }

  func write(line: String) throws(CommandError) {
    guard path == nil else {
      collected += [UInt8](line.utf8)
      collected.append(10)
      return
    }
    do throws(PlatformError) { try Console.output.write(line + "\n") } catch {
      throw CommandError(error)
    }
  }

  /// Writes the file, if there is one.
  func finish() throws(CommandError) {
    guard let path else { return }
    do throws(PlatformError) {
      try FileSystem.write(collected, to: path, replacing: isReplacing)
    } catch { throw CommandError(error) }
  }
}
