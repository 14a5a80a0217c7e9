package import CustosPlatform
import Foundation

extension FileSystem {
  /// The absolute path of what lies at `path`, without links and dots, so that two names of one
  /// folder compare equal. A path where nothing lies is only made absolute and freed of its dots.
  package static func realPath(_ path: String) -> String {
    guard !path.isEmpty, let resolved = realpath(path, nil) else {
      return URL(fileURLWithPath: path).standardizedFileURL.path
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Names of a folder's entries but for those that are passed over everywhere, in the order of their
  /// UTF-8 bytes; see `EntryName.isLeftover`.
  ///
  /// - Throws: `DataError.platform`, or `.notAFolder` for a file.
  package static func visibleNames(in folder: String) throws(DataError) -> [String] {
    let kind = kind(of: folder)
    guard kind == .directory || kind == .missing else { throw .notAFolder(path: folder) }
    do throws(PlatformError) { return try entries(folder) } catch { throw .platform(error) }
  }

  /// Why an entry of a folder cannot be read, nil if it can.
  package static func fault(of path: String) -> DataError? {
    do throws(PlatformError) {
      _ = try usableKind(of: path)
      return nil
    } catch { return .platform(error) }
  }
}
