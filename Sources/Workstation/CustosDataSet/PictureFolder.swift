import CustosImage
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
  /// Files among the pictures that are not pictures, and class folders without a picture.
  public let bad: [DataError]

  /// Lists the classes and pictures of a folder; hidden entries are left alone.
  ///
  /// - Parameter ignoring: names of folders that are no classes.
  /// - Throws: `DataError.platform`, `.notAFolder`, or `.nothingFound` when there is no picture at
  ///   all.
  public init(_ path: String, ignoring: Set<String> = []) throws(DataError) {
    self.path = path
    var classes: [Class] = []
    var bad: [DataError] = []
    for name in try Self.entries(path) where !ignoring.contains(name) {
      let folder = Path.join(path, name)
      guard FileSystem.kind(of: folder) == .directory else {
        bad.append(.foreignFile(path: folder, expected: "a class folder"))
        continue
      }
      var files: [String] = []
      for file in try Self.entries(folder) {
        let place = Path.join(folder, file)
        if ImageFormat(namedBy: file) != nil, FileSystem.kind(of: place) == .file {
          files.append(file)
        } else {
          bad.append(.foreignFile(path: place, expected: "a picture (.png, .jpg or .jpeg)"))
        }
      }
      if files.isEmpty {
        bad.append(.emptyClass(folder: folder))
      } else {
        classes.append(Class(name: name, files: files))
      }
    }
    guard !classes.isEmpty || !bad.isEmpty else {
      throw .nothingFound(folder: path, wanted: "class folders with pictures")
    }
    self.classes = classes
    self.bad = bad
  }

  private static func entries(_ folder: String) throws(DataError) -> [String] {
    try FileSystem.visibleNames(in: folder)
  }
}
