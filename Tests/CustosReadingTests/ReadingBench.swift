import CustosImage
import CustosModelFile
import CustosNotation
import CustosPlatform
import CustosReading
import CustosSmallModel
import CustosTestRandom
import CustosTestSupport

/// A folder for models, and pictures to read.
struct ReadingBench {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A small model with these labels, ready to read.
  func classifier(
    labels: [String] = SmallModel.labels, staffSpace: Double? = nil,
    logitScale: (Int) -> Float = { _ in 1e-5 }
  ) throws -> Classifier {
    let path = folder.file("model.custos")
    try FileSystem.write(
      SmallModel.bytes(
        selfTests: 0, staffSpace: staffSpace, labels: labels, logitScale: logitScale), to: path,
      replacing: true)
    return try Classifier(path: path, threads: 1)
  }

  /// Noise of 100 x 120 pixels.
  static func noise(seed: UInt64 = 1) -> Picture {
    var random = SeededRandom(seed: seed)
    return Picture(PixelBuffer(width: 100, height: 120, pixels: random.bytes(100 * 120 * 3)))
  }

  /// A staff of this staff space on white paper, with squares of ink as high as a space.
  static func staff(space: Int) -> Picture {
    let (width, height) = (40 * space, 14 * space)
    var page = PixelBuffer(width: width, height: height)
    func fill(_ columns: Range<Int>, _ rows: Range<Int>) {
      for row in rows {
        for column in columns {
          for channel in 0..<3 { page.pixels[(row * width + column) * 3 + channel] = 20 }
        }
      }
    }
    let top = 5 * space
    for line in 0..<5 {
      fill(space..<39 * space, top + line * space..<top + line * space + max(1, space / 10))
    }
    for left in stride(from: 4 * space, to: 36 * space, by: 4 * space) {
      fill(left..<left + space * 11 / 10, top + space..<top + 2 * space)
    }
    return Picture(page)
  }

  static func box(_ x: Double, _ y: Double, _ className: String = "minima") -> Detection {
    Detection(box: Box(x1: x, y1: y, x2: x + 20, y2: y + 30), className: className)
  }
}
