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

  /// Names of a folder's entries without hidden ones, in the order of their UTF-8 bytes.
  ///
  /// Hidden ones are no data: among them are the `._a.JPG` that macOS leaves beside `a.JPG`.
  ///
  /// - Throws: `DataError.platform`, or `.notAFolder` for a file.
  package static func visibleNames(in folder: String) throws(DataError) -> [String] {
    let kind = kind(of: folder)
    guard kind == .directory || kind == .missing else { throw .notAFolder(path: folder) }
    do throws(PlatformError) {
      return try list(folder).filter { !$0.hasPrefix(".") }
    } catch {
      throw .platform(error)
    }
  }
}
