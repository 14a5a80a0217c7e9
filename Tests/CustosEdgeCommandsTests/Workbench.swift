import CustosImage
import CustosPlatform
import CustosSmallModel
import CustosTestRandom
import CustosTestSupport
import Foundation

/// A folder with a model, patches, a page and its boxes.
struct Workbench {
  let folder: TemporaryFolder
  var model: String { folder.file("small.custos") }
  var page: String { folder.file("page.png") }
  var boxes: String { folder.file("page.png.txt") }

  static let annotations = """
    10.5,20;40,70.25;minima;L3
    60,5;75,30;barline;L3
    0,0;12,12;g_clef;S5
    95,100;99.5,118;flat;L0

    """

  init() throws {
    folder = try TemporaryFolder()
    try FileSystem.write(SmallModel.bytes(), to: model, replacing: false)
    try picture(width: 100, height: 120, seed: 1).write(to: page, replacing: false)
    try FileSystem.write(Self.annotations, to: boxes, replacing: false)
  }

  func picture(width: Int, height: Int, seed: UInt64) -> PixelBuffer {
    var random = SeededRandom(seed: seed)
    return PixelBuffer(width: width, height: height, pixels: random.bytes(width * height * 3))
  }

  /// Writes a patch and returns its path.
  func patch(_ name: String, width: Int = 24, height: Int = 48, seed: UInt64) throws -> String {
    let path = folder.file(name)
    try FileSystem.createDirectories(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    try picture(width: width, height: height, seed: seed).write(to: path, replacing: false)
    return path
  }
}
