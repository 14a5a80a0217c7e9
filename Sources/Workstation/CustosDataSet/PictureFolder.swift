import CustosPlatform

/// Pictures sorted into one folder a class: the input of a split and of training.
public struct PictureFolder: Sendable {
  /// A class with its pictures.
  public struct Class: Equatable, Sendable {
    /// Name of the folder and the class.
    public let name: String
    /// File names of the pictures, in the order of their bytes.
    public let files: [String]
  }

  /// Path of the folder that holds the class folders.
  public let path: String
  /// The classes, sorted by name.
  public let classes: [Class]
  /// What cannot be used: files among the pictures that are not pictures, class folders without a picture,
  /// names that are not UTF-8 or differ only in form, pipes.
  public let bad: [DataError]

  /// Lists the classes and pictures of a folder; what `EntryName.isLeftover` names is passed over.
  ///
  /// - Parameter ignoring: names of folders that are no classes.
  /// - Throws: `DataError.platform`, `.notAFolder`, or `.nothingFound` when there is no picture at
  ///   all.
  public init(_ path: String, ignoring: Set<String> = []) throws(DataError) {
    self.path = path
    var classes: [Class] = []
    var bad: [DataError] = []
    for entry in try ClassFolders.list(path, ignoring: ignoring) {
      switch entry {
      case .bad(let error): bad.append(error)
      case .pictures(let item) where item.files.isEmpty:
        bad.append(.emptyClass(folder: Path.join(path, item.name)))
      case .pictures(let item): classes.append(item)
      }
    }
    guard !classes.isEmpty || !bad.isEmpty else {
      throw .nothingFound(folder: path, wanted: "class folders with pictures")
    }
    self.classes = classes
    self.bad = bad
  }
}
