import CustosPlatform
import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A folder of results that appears whole or not at all.
///
/// Everything is written into a hidden folder beside the final one; `commit` flushes the file system
/// and renames it. Whoever gives up calls `discard`.
package struct OutputFolder {
  /// The final path, absolute.
  package let path: String
  /// Where to write until `commit`.
  package let staging: String
  /// Where the old folder lies while a commit may still have to bring it back.
  private var retired: String { staging + ".old" }

  /// Prepares the staging folder; one that an interrupted run left behind is emptied.
  ///
  /// - Parameters:
  ///   - replacing: whether a folder with contents may be replaced.
  ///   - isOwn: whether a file, named relative to the folder, is one that the command itself writes.
  ///     A folder with any other file is never replaced, so that a slip of the hand costs nothing.
  /// - Throws: `DataError.outputExists`, `.outputForeign`, `.outputUnusable` or `.platform`.
  package init(
    _ path: String, replacing: Bool, isOwn: (_ relativePath: String) -> Bool
  ) throws(DataError) {
    guard !path.isEmpty else { throw .outputUnusable(path: path, reason: "it has no name") }
    // What a link leads to is replaced, not the link.
    let target = FileSystem.realPath(path)
    let current = FileSystem.realPath(FileManager.default.currentDirectoryPath)
    guard !Path.join(current, "").hasPrefix(Path.join(target, "")) else {
      // Another folder takes the place of this one: the shell would be left in a deleted folder.
      throw .outputUnusable(path: path, reason: "the current folder is or lies in it")
    }
    self.path = target
    staging = Path.join(Path.directory(target), ".\(Path.lastComponent(target)).partial")
    switch FileSystem.kind(of: target) {
    case .missing:
      // No folder can take the place of a link that leads nowhere.
      guard (try? FileManager.default.destinationOfSymbolicLink(atPath: target)) == nil else {
        throw .outputUnusable(path: path, reason: "it is a link that leads nowhere")
      }
    case .directory:
      let files = Self.files(below: target)
      guard files.isEmpty || replacing else { throw .outputExists(path: path) }
      if let foreign = files.first(where: { !isOwn($0) }) {
        throw .outputForeign(path: path, entry: foreign)
      }
    case .file, .other: throw .outputUnusable(path: path, reason: "it is a file")
    }
    try? FileManager.default.removeItem(atPath: staging)
    do throws(PlatformError) { try FileSystem.createDirectories(staging) } catch {
      throw .platform(error)
    }
  }

  /// Makes the results visible under the final path, in place of what was there.
  ///
  /// - Throws: `DataError.platform`; the staging folder is then removed.
  package func commit() throws(DataError) { try Self.commit([self]) }

  /// Makes the results of several folders visible together, in place of what was there.
  ///
  /// All old folders step aside before the first new one takes its place: an interruption may leave
  /// some of them missing, but never a new one beside an old one.
  ///
  /// - Throws: `DataError.platform`; the old folders are then in their places again and the staging
  ///   folders are removed.
  package static func commit(_ folders: [OutputFolder]) throws(DataError) {
    var moves: [(from: String, to: String)] = []
    for folder in folders {
      try? FileManager.default.removeItem(atPath: folder.retired)
      guard FileSystem.kind(of: folder.path) == .directory else { continue }
      moves.append((folder.path, folder.retired))
    }
    moves += folders.map { ($0.staging, $0.path) }
    do throws(PlatformError) {
      for parent in Set(folders.map { Path.directory($0.staging) }) {
        try FileSystem.flush(parent)
      }
      try rename(moves)
    } catch {
      for folder in folders { folder.discard() }
      throw .platform(error)
    }
    for folder in folders { try? FileManager.default.removeItem(atPath: folder.retired) }
  }

  /// Carries out all moves or, when one fails, none.
  private static func rename(_ moves: [(from: String, to: String)]) throws(PlatformError) {
    for (index, move) in moves.enumerated() {
      if Foundation.rename(move.from, move.to) == 0 { continue }
      let number = errno
      for done in moves[..<index].reversed() { _ = Foundation.rename(done.to, done.from) }
      throw .cannotWrite(path: move.to, errorNumber: number)
    }
  }

  /// Removes what has been written so far; the final path stays as it was.
  package func discard() {
    try? FileManager.default.removeItem(atPath: staging)
  }

  /// Paths of all files below a folder, relative to it, sorted.
  package static func files(below folder: String) -> [String] {
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
  package func createSubfolder(_ relativePath: String) throws(DataError) {
    do throws(PlatformError) {
      try FileSystem.createDirectories(Path.join(staging, relativePath))
    } catch {
      throw .platform(error)
    }
  }

  /// Writes a file into the staging folder; `commit` flushes all of them together.
  ///
  /// - Throws: `DataError.platform`.
  package func write(_ bytes: [UInt8], to relativePath: String) throws(DataError) {
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

extension StringProtocol {
  /// Whether the text is one or more digits 0 to 9.
  package var isDecimalNumber: Bool {
    !isEmpty && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
