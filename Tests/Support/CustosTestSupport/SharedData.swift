import Foundation

/// Real pages that are not part of the repository; they lie beside it on some machines.
public enum SharedData {
  /// The folder, or nil where it is absent.
  public static let folder: String? = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = package.deletingLastPathComponent().appendingPathComponent("shared/data").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// Whether the pages are there.
  public static var isPresent: Bool { folder != nil }
  /// What a skipped test says.
  public static let absence = "the pages of ../shared/data are not on this machine"

  /// All annotation files, sorted.
  public static var annotationFiles: [String] {
    guard let folder else { return [] }
    return ["mensural-page", "muscima-pages"].flatMap { name -> [String] in
      let path = folder + "/" + name
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      return names.filter { $0.lowercased().hasSuffix(".jpg.txt") }.sorted().map { path + "/" + $0 }
    }
  }
}
