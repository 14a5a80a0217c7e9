import CustosPlatform

/// Where a verb's lines go: standard output, each at once, or a file that is written whole at the end.
final class OutputSink {
  private let path: String?
  private let isReplacing: Bool
  private var collected: [UInt8] = []
  private var hasCreated = false

  /// `path` nil or `-` is standard output.
  ///
  /// - Throws: `CommandError` when the file cannot be created or may not be replaced.
  init(path: String?, replacing: Bool) throws(CommandError) {
    self.path = path == "-" ? nil : path
    isReplacing = replacing
    if let path = self.path { try Self.checkFree(path, replacing: replacing) }
  }

  /// Fails before any work is done if a result's file exists and may not be replaced, or if there is
  /// no folder for it.
  static func checkFree(_ path: String, replacing: Bool) throws(CommandError) {
    switch FileSystem.kind(of: path) {
    case .file where !replacing: throw CommandError(PlatformError.exists(path: path))
    case .directory:
      throw CommandError(
        "\(path) is a folder; give the name of a file.", exitCode: ExitStatus.cannotCreate)
    case .file, .other: return
    case .missing: break
    }
    let folder = Path.directory(path)
    switch FileSystem.kind(of: folder) {
    case .directory, .other: return
    case .missing, .file:
      throw CommandError(
        "\(path) cannot be created because there is no folder \(folder); "
          + "create it or choose another name.", exitCode: ExitStatus.cannotCreate)
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
    let isNew = FileSystem.kind(of: path) == .missing
    do throws(PlatformError) {
      try FileSystem.write(collected, to: path, replacing: isReplacing)
    } catch { throw CommandError(error) }
    hasCreated = isNew
  }

  /// Removes a file that `finish` has created, because another result cannot be written.
  func withdraw() {
    guard let path, hasCreated else { return }
    do throws(PlatformError) { try FileSystem.remove(path) } catch {
      Console.complain("custos-edge: \(error.message)")
    }
  }
}
