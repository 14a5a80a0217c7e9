import CustosImage
import CustosPlatform

/// What lies in a folder of class folders: the one reading of it for splits, audits and training.
enum ClassFolders {
  /// A class folder, perhaps without a picture, or what cannot be used.
  enum Entry {
    case pictures(PictureFolder.Class)
    case bad(DataError)
  }

  /// Looks at all entries, in the order of their bytes, but for those that are passed over everywhere.
  ///
  /// - Parameter ignoring: names of folders that are no classes.
  /// - Throws: `DataError.platform`, `.notAFolder`.
  static func list(
    _ folder: String, ignoring: Set<String> = []
  ) throws(DataError) -> [Entry] {
    var entries: [Entry] = []
    // Names in different forms of Unicode are equal as keys.
    var names: Set<String> = []
    for name in try FileSystem.visibleNames(in: folder) where !ignoring.contains(name) {
      let path = Path.join(folder, name)
      if let fault = FileSystem.fault(of: path) {
        entries.append(.bad(fault))
      } else if FileSystem.kind(of: path) != .directory {
        entries.append(.bad(.foreignFile(path: path, expected: "a class folder")))
      } else if let other = names.update(with: name) {
        entries.append(
          .bad(
            .sameButForm(what: "class folders", first: Path.join(folder, other), second: path)))
      } else {
        entries += try pictures(in: path, className: name)
      }
    }
    return entries
  }

  /// The pictures of a class, behind what else lies among them.
  private static func pictures(
    in folder: String, className: String
  ) throws(DataError) -> [Entry] {
    var files: [String] = []
    var entries: [Entry] = []
    for name in try FileSystem.visibleNames(in: folder) {
      let path = Path.join(folder, name)
      if let fault = FileSystem.fault(of: path) {
        entries.append(.bad(fault))
      } else if ImageFormat(namedBy: name) != nil, FileSystem.kind(of: path) == .file {
        files.append(name)
      } else {
        entries.append(.bad(foreignFile(path)))
      }
    }
    return entries + [.pictures(PictureFolder.Class(name: className, files: files))]
  }

  /// What is wrong with a file that has no name of a picture that is read.
  private static func foreignFile(_ path: String) -> DataError {
    if ImageFormat.isPicture(named: path), let bytes = try? FileSystem.read(path),
      let format = ForeignFormat(startingWith: bytes.span.bytes)
    {
      return .image(.foreign(format), item: path)
    }
    return .foreignFile(path: path, expected: "a picture (.png, .jpg or .jpeg)")
  }
}
