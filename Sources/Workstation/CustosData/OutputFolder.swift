import CustosPlatform
import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A folder of results that appears whole or not at all.
///
/// Everything is written into a hidden folder beside the final one; `commit` flushes the file system
/// and renames it. Whoever gives up calls `discard`.
struct OutputFolder {
  /// The final path, absolute.
  let path: String
  /// Where to write until `commit`.
  let staging: String

  /// Prepares the staging folder; one that an interrupted run left behind is emptied.
  ///
  /// - Parameters:
  ///   - replacing: whether a folder with contents may be replaced.
  ///   - isOwn: whether a file, named relative to the folder, is one that the command itself writes.
  ///     A folder with any other file is never replaced, so that a slip of the hand costs nothing.
  /// - Throws: `DataError.outputExists`, `.outputForeign` or `.platform`.
  init(
    _ path: String, replacing: Bool, isOwn: (_ relativePath: String) -> Bool
  ) throws(DataError) {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    self.path = url.path
    staging =
      url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).partial").path
    switch FileSystem.kind(of: self.path) {
    case .missing: break
    case .directory:
      let files = Self.files(below: self.path)
      guard files.isEmpty || replacing else { throw .outputExists(path: path) }
      if let foreign = files.first(where: { !isOwn($0) }) {
        throw .outputForeign(path: path, entry: foreign)
      }
    case .file, .other: throw .outputForeign(path: path, entry: "something that is no folder")
    }
    try? FileManager.default.removeItem(atPath: staging)
    do throws(PlatformError) { try FileSystem.createDirectories(staging) } catch {
      throw .platform(error)
    }
  }

  /// Makes the results visible under the final path, in place of what was there.
  ///
  /// - Throws: `DataError.platform`; the staging folder is then removed.
  func commit() throws(DataError) {
    do throws(PlatformError) { try FileSystem.flush(staging) } catch {
      discard()
      throw .platform(error)
    }
    let retired = staging + ".old"
    try? FileManager.default.removeItem(atPath: retired)
    let hadOld = FileSystem.kind(of: path) == .directory
    if hadOld, rename(path, retired) != 0 { throw failure(errno) }
    if rename(staging, path) != 0 {
      let number = errno
      if hadOld { rename(retired, path) }
      throw failure(number)
    }
    try? FileManager.default.removeItem(atPath: retired)
  }

  /// Removes what has been written so far; the final path stays as it was.
  func discard() {
    try? FileManager.default.removeItem(atPath: staging)
  }

  private func failure(_ number: Int32) -> DataError {
    discard()
    return .platform(.cannotWrite(path: path, errorNumber: number))
  }

  /// Paths of all files below a folder, relative to it, sorted.
  static func files(below folder: String) -> [String] {
    guard let walker = FileManager.default.enumerator(atPath: folder) else { return [] }
    var files: [String] = []
    while let entry = walker.nextObject() as? String {
      if FileSystem.kind(of: Path.join(folder, entry)) != .directory { files.append(entry) }
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Creates a folder inside the staging folder.
  ///
  /// - Throws: `DataError.platform`.
  func createSubfolder(_ relativePath: String) throws(DataError) {
    do throws(PlatformError) {
      try FileSystem.createDirectories(Path.join(staging, relativePath))
    } catch {
      throw .platform(error)
    }
  }

  /// Writes a file into the staging folder; `commit` flushes all of them together.
  ///
  /// - Throws: `DataError.platform`.
  func write(_ bytes: [UInt8], to relativePath: String) throws(DataError) {
    let target = Path.join(staging, relativePath)
    guard let file = fopen(target, "wb") else {
      throw .platform(.cannotCreate(path: target, errorNumber: errno))
    }
    let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    let number = errno
    // A full disk may show only when the buffer is flushed.
    let closed = fclose(file)
    if written != bytes.count || closed != 0 {
      throw .platform(.cannotWrite(path: target, errorNumber: closed != 0 ? errno : number))
    }
  }
}
