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

  /// What was left out of the folder; empty unless skipping was asked for.
  public let skipped: [DataError]

  /// Lists a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder with one folder a class.
  ///   - purpose: what the pictures are for, for messages: `training`.
  ///   - labels: the classes of the model; nil to take the folders' names, sorted. Then a class
  ///     without a picture is an error.
  ///   - skippingBad: whether what cannot be used is left out.
  /// - Throws: `DataError` for a missing folder, an empty or unknown class, and for entries that cannot be
  ///   used, unless `skippingBad`.
  public init(
    folder: String, purpose: String, labels known: [String]? = nil, skippingBad: Bool = false
  ) throws {
    let (list, problems) = try Self.survey(folder: folder, purpose: purpose, labels: known)
    if !skippingBad, let error = DataError.joined(problems, in: folder) { throw error }
    guard !list.items.isEmpty else { throw DataError.noPictures(folder) }
    self.init(folder: folder, labels: list.labels, items: list.items, skipped: problems)
  }

  /// Lists a folder and leaves out what `init` would refuse: empty classes where `labels` is nil,
  /// unknown ones else, and what cannot be used.
  ///
  /// - Throws: `DataError.missingFolder`, `.noClasses` or `.platform`.
  static func survey(
    folder: String, purpose: String, labels known: [String]?
  ) throws -> (list: PatchList, problems: [DataError]) {
    guard FileSystem.kind(of: folder) == .directory else {
      guard !EntryName.isRepaired(folder) else {
        throw DataError.platform(
          .cannotRead(path: folder, errorNumber: ErrorNumber.noSuchEntry))
      }
      throw DataError.missingFolder(folder, purpose: purpose)
    }
    var labels = known ?? []
    var items: [Item] = []
    var problems: [DataError] = []
    var hasClasses = false
    for entry in try ClassFolders.list(folder) {
      guard case .pictures(let item) = entry else {
        if case .bad(let error) = entry { problems.append(error) }
        continue
      }
      hasClasses = true
      let path = Path.join(folder, item.name)
      if known == nil {
        guard !item.files.isEmpty else {
          problems.append(.emptyClass(folder: path))
          continue
        }
        labels.append(item.name)
      }
      // A name in another form of Unicode is the same class: only one folder has it.
      guard let label = labels.firstIndex(of: item.name) else {
        problems.append(.unknownClass(path, known: labels))
        continue
      }
      items += item.files.map {
        Item(path: Path.join(path, $0), relativePath: "\(item.name)/\($0)", label: label)
      }
    }
    guard hasClasses else {
      // Pictures without class folders are named as that.
      let faults = problems.filter { if case .foreignFile = $0 { false } else { true } }
      throw DataError.joined(faults, in: folder) ?? .noClasses(folder)
    }
    return (PatchList(folder: folder, labels: labels, items: items), problems)
  }

  init(folder: String, labels: [String], items: [Item], skipped: [DataError] = []) {
    self.folder = folder
    self.labels = labels
    self.items = items
    self.skipped = skipped
  }
}
