import CustosImage
import CustosPlatform

/// Finds the pictures that a command line names.
enum PictureList {
  /// Folders deeper than this are taken for a circle of links.
  private static let maximumDepth = 16

  /// Files and `-` as they are, folders as the pictures (.jpg, .jpeg, .png) in and below them, sorted;
  /// hidden entries and what systems leave are passed over.
  ///
  /// - Parameter failed: called for each word that does not exist or holds no picture, and for what
  ///   cannot be looked at in a folder; may throw.
  static func expand(
    _ words: [String], failed: (CommandError) throws(CommandError) -> Void
  ) throws(CommandError) -> [String] {
    var pictures: [String] = []
    for word in words {
      if word == "-" {
        pictures.append(word)
        continue
      }
      switch FileSystem.kind(of: word) {
      case .directory:
        let countBefore = pictures.count
        try collect(word, depth: 0, into: &pictures, failed: failed)
        if pictures.count == countBefore {
          try failed(
            .badInput(
              "\(word) holds no .jpg, .jpeg or .png file; give the folder of the pictures.",
              exitCode: ExitStatus.noInput))
        }
      case .missing:
        try failed(
          CommandError(.cannotRead(path: word, errorNumber: ErrorNumber.noSuchEntry)))
      case .file where EntryName.breaksLine(word), .other where EntryName.breaksLine(word):
        try failed(CommandError(.unusable(path: word, .nameBreaksLine)))
      case .file, .other:
        pictures.append(word)
      }
    }
    return pictures
  }

  private static func collect(
    _ folder: String, depth: Int, into pictures: inout [String],
    failed: (CommandError) throws(CommandError) -> Void
  ) throws(CommandError) {
    guard depth < maximumDepth else {
      throw CommandError(
        "\(folder) lies more than \(maximumDepth) folders deep; "
          + "look for a link that leads back to a folder above it.", exitCode: ExitStatus.badData)
    }
    var names: [String] = []
    do throws(PlatformError) { names = try FileSystem.entries(folder) } catch {
      try failed(CommandError(error))
    }
    for name in names {
      let path = Path.join(folder, name)
      var kind = FileSystem.Kind.missing
      do throws(PlatformError) { kind = try FileSystem.usableKind(of: path) } catch {
        try failed(CommandError(error))
      }
      if kind == .directory {
        try collect(path, depth: depth + 1, into: &pictures, failed: failed)
      } else if kind == .file, ImageFormat.isPicture(named: name) {
        pictures.append(path)
      }
    }
  }
}
