import CustosImage
import CustosPlatform

/// The pictures of one folder of a data set, `<folder>/<class>/<picture>`, by class, then by name.
public struct PatchList: Equatable, Sendable {
  /// A picture and its class.
  public struct Item: Equatable, Sendable {
    /// Path of the file.
    public let path: String
    /// Path below the folder: `L3/page-12.png`.
    public let relativePath: String
    /// Index of its class in the labels.
    public let label: Int
  }

  /// The folder.
  public let folder: String
  /// Names of the classes; the index of a class is its place here.
  public let labels: [String]
  /// The pictures.
  public let items: [Item]

  /// Pictures of each class.
  public var counts: [Int] {
    var counts = [Int](repeating: 0, count: labels.count)
    for item in items { counts[item.label] += 1 }
    return counts
  }

  /// Lists a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder with one folder a class.
  ///   - purpose: what the pictures are for, for messages: `training`.
  ///   - labels: the classes of the model; nil to take the folders' names, sorted. Then a class
  ///     without a picture is an error.
  /// - Throws: `DataError` for a missing folder, an empty or unknown class.
  public init(folder: String, purpose: String, labels known: [String]? = nil) throws {
    let (list, problems) = try Self.survey(folder: folder, purpose: purpose, labels: known)
    if let problem = problems.first { throw problem }
    guard !list.items.isEmpty else { throw DataError.noPictures(folder) }
    self = list
  }

  /// Lists a folder and leaves out what `init` would refuse: empty classes where `labels` is nil,
  /// unknown ones else.
  ///
  /// - Throws: `DataError.missingFolder`, `.noClasses` or `.platform`.
  static func survey(
    folder: String, purpose: String, labels known: [String]?
  ) throws -> (list: PatchList, problems: [DataError]) {
    guard FileSystem.kind(of: folder) == .directory else {
      throw DataError.missingFolder(folder, purpose: purpose)
    }
    let names = try entries(folder).filter {
      FileSystem.kind(of: Path.join(folder, $0)) == .directory
    }
    guard !names.isEmpty else { throw DataError.noClasses(folder) }
    var labels = known ?? []
    var items: [Item] = []
    var problems: [DataError] = []
    for name in names {
      let path = Path.join(folder, name)
      let pictures = try entries(path).filter { ImageFormat(namedBy: $0) != nil }
      if known == nil {
        guard !pictures.isEmpty else {
          problems.append(.emptyClass(folder: path))
          continue
        }
        labels.append(name)
      }
      guard let label = labels.firstIndex(of: name) else {
        problems.append(.unknownClass(path, known: labels))
        continue
      }
      items += pictures.map {
        Item(path: Path.join(path, $0), relativePath: "\(name)/\($0)", label: label)
      }
    }
    return (PatchList(folder: folder, labels: labels, items: items), problems)
  }

  init(folder: String, labels: [String], items: [Item]) {
    self.folder = folder
    self.labels = labels
    self.items = items
  }

  private static func entries(_ path: String) throws -> [String] {
    do {
      return try FileSystem.list(path).filter { !$0.hasPrefix(".") }
    } catch {
      throw DataError.platform(error)
    }
  }
}
