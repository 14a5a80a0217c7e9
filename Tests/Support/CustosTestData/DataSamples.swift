public import CustosDataSet
import CustosImage
public import CustosPlatform
import Foundation

/// Small data sets for tests.
public enum DataSamples {
  /// A pool, or an error that fails the test.
  public static func makePool() throws -> ThreadPool { try ThreadPool(threadCount: 2) }

  /// Writes a 300 x 200 page with a gradient and the given annotation lines.
  public static func writePage(_ name: String, lines: [String], in folder: String) throws {
    var page = PixelBuffer(width: 300, height: 200)
    for y in 0..<200 {
      for x in 0..<300 {
        let offset = (y * 300 + x) * 3
        page.pixels[offset] = UInt8(x % 256)
        page.pixels[offset + 1] = UInt8(y)
        page.pixels[offset + 2] = UInt8((x + y) % 256)
      }
    }
    try page.write(to: folder + "/" + name, replacing: true)
    let text = lines.map { $0 + "\n" }.joined()
    try FileSystem.write(text, to: folder + "/" + name + ".txt", replacing: true)
  }

  /// Writes one-byte files `page<p>-<i>.png` in class folders; a split never decodes them.
  public static func writeClasses(_ counts: [String: Int], pages: Int, in folder: String) throws {
    for (name, count) in counts {
      try FileSystem.createDirectories(folder + "/" + name)
      for index in 0..<count {
        let file = "W\(index % pages / 10)-page\(index % pages).JPG-\(index).png"
        try FileSystem.write(
          [UInt8(index % 256)], to: folder + "/\(name)/\(file)", replacing: true)
      }
    }
  }

  /// All files below a folder, relative to it, sorted.
  public static func files(below folder: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
    return paths.filter { FileSystem.kind(of: folder + "/" + $0) == .file }.sorted()
  }

  /// The data error that a body throws, nil if it throws none.
  public static func dataError(_ body: () throws -> Void) throws -> DataError? {
    do {
      try body()
      return nil
    } catch let error as DataError {
      return error
    }
  }
}
