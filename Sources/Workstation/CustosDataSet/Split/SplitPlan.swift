import CustosPlatform
import CustosSupport

/// Which picture goes to which of the three sets.
public struct SplitPlan: Equatable, Sendable {
  /// The three sets.
  public enum Part: String, CaseIterable, Sendable {
    /// Learned from.
    case training
    /// Decides which epoch is best.
    case validation
    /// Measures the result once.
    case test
  }

  /// How pictures that are alike are kept together.
  public enum Grouping: Equatable, Sendable {
    /// Not at all: every picture is drawn on its own, as in the reference.
    case none
    /// All pictures of a page go to one set; `PageName` tells the page.
    case byPage
    /// All pictures whose names start with the same characters go to one set.
    case byPrefix(Int)

    /// The group of a picture.
    func key(of file: String) -> String {
      switch self {
      case .none: file
      case .byPage: PageName.of(file) ?? file
      case .byPrefix(let count): String(file.prefix(count))
      }
    }
  }

  /// File names per part and class; every class is a key, even where nothing falls to it.
  public let files: [Part: [String: [String]]]

  /// The share of validation and of test pictures.
  static let share = 0.1

  init(files: [Part: [String: [String]]]) { self.files = files }

  /// Decides by drawing from a seed.
  ///
  /// Without grouping every class gives `int(n * 0.1)` pictures to validation, as many to test, and
  /// the rest to training. With grouping whole groups are drawn so that the shares come near to
  /// 80/10/10 in every class.
  ///
  /// - Throws: `DataError.tooFewGroups` with less than three groups.
  public init(
    classes: [PictureFolder.Class], grouping: Grouping, seed: UInt64
  ) throws(DataError) {
    if grouping == .none {
      files = Self.byPicture(classes, seed: seed)
      return
    }
    let parts = try GroupDraw(GroupTable(classes: classes, grouping: grouping)).parts(seed: seed)
    var files: [Part: [String: [String]]] = [:]
    for part in Part.allCases {
      for item in classes {
        files[part, default: [:]][item.name] = item.files.filter {
          parts[grouping.key(of: $0)] == part
        }
      }
    }
    self.files = files
  }

  /// The number of pictures of a class that go to a part.
  public func count(_ part: Part, of className: String) -> Int {
    files[part]?[className]?.count ?? 0
  }

  private static func byPicture(
    _ classes: [PictureFolder.Class], seed: UInt64
  ) -> [Part: [String: [String]]] {
    var files: [Part: [String: [String]]] = [:]
    for item in classes {
      var random = generator(forClass: item.name, seed: seed)
      var order = item.files
      random.shuffle(&order)
      let count = Int(Double(order.count) * share)
      files[.validation, default: [:]][item.name] = order[..<count].sorted()
      files[.test, default: [:]][item.name] = order[count..<2 * count].sorted()
      files[.training, default: [:]][item.name] = order[(2 * count)...].sorted()
    }
    return files
  }

  /// The draws of a class. Its name picks the stream: a class more or less leaves the others as they
  /// were drawn.
  static func generator(forClass name: String, seed: UInt64) -> SeededGenerator {
    SeededGenerator(seed: seed, stream: UInt64(CRC32.checksum([UInt8](name.utf8))))
  }
}
