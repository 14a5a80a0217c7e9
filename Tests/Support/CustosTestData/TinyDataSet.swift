public import CustosDataSet
import CustosImage
import CustosPlatform
import CustosTestRandom
public import CustosTestSupport

/// A data set of small drawn pictures: a dark row whose height is the class.
public struct TinyDataSet {
  /// Names of the classes.
  public static let labels = ["L1", "L2", "S1"]
  /// The folder of the data set.
  public let folder: TemporaryFolder

  /// Writes the pictures.
  public init(training: Int = 5, width: Int = 8, height: Int = 16) throws {
    folder = try TemporaryFolder()
    var random = SeededRandom(seed: 11)
    for (split, count) in [("training", training), ("validation", 2), ("test", 2)] {
      for (index, label) in Self.labels.enumerated() {
        let path = folder.file("\(split)/\(label)")
        try FileSystem.createDirectories(path)
        for number in 0..<count {
          var pixels = random.bytes(width * height * 3).map { 200 + $0 / 8 }
          let row = 3 + index * 4
          for place in row * width * 3..<(row + 2) * width * 3 { pixels[place] = 20 }
          let image = PixelBuffer(width: width, height: height, pixels: pixels)
          try image.write(to: "\(path)/\(number).png", replacing: false)
        }
      }
    }
  }

  /// Reads the pictures at the size in which they are drawn by default.
  public func load() throws -> TrainingData {
    let pool = try ThreadPool(threadCount: 1)
    return try TrainingData(folder: folder.path, width: 8, height: 16, pool: pool)
  }
}
