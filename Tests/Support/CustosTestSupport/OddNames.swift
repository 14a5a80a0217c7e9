import Foundation

/// Entries of folders that Swift's text cannot name or that are no files.
public enum OddNames {
  /// `é` as one letter (composed) and as `e` with an accent (decomposed): equal text, other bytes.
  public static let composed = "Re\u{301}".precomposedStringWithCanonicalMapping
  /// The same text in the form of macOS.
  public static let decomposed = "Re\u{301}"

  /// Renames a file or folder within its folder to a name of any bytes, such as Latin-1; whether that
  /// went well.
  public static func rename(_ path: String, to name: [UInt8]) -> Bool {
    let folder = Array((path as NSString).deletingLastPathComponent.utf8)
    let target = (folder + [UInt8(ascii: "/")] + name + [0]).map { CChar(bitPattern: $0) }
    return Foundation.rename(path, target) == 0
  }

  /// Creates a pipe, which blocks whoever opens it to read; whether that went well.
  public static func makePipe(_ path: String) -> Bool { mkfifo(path, 0o644) == 0 }
}
