import CustosImage
import CustosPlatform

/// Finds the pictures that a command line names.
enum PictureList {
  /// Folders deeper than this are taken for a circle of links.
  private static let maximumDepth = 16

  /// Files and `-` as they are, folders as the pictures (.jpg, .jpeg, .png) in and below them, sorted;
  /// hidden entries are left out.
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
          .badInput("\(word) does not exist; check the path.", exitCode: ExitStatus.noInput))
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
    do throws(PlatformError) { names = try FileSystem.list(folder) } catch {
      try failed(CommandError(error))
    }
    for name in names where name.utf8.first != UInt8(ascii: ".") {
      let path = Path.join(folder, name)
      switch FileSystem.kind(of: path) {
      case .directory: try collect(path, depth: depth + 1, into: &pictures, failed: failed)
      case .file where ImageFormat(namedBy: name) != nil: pictures.append(path)
      case .file: continue
      case .missing:
        try failed(.badInput(Self.sentence(onMissing: path), exitCode: ExitStatus.noInput))
      case .other:
        try failed(
          .badInput(
            "\(path) is neither a file nor a folder, or may not be looked at; "
              + "check its permissions or remove it.", exitCode: ExitStatus.badData))
      }
    }
  }

  /// An entry that its folder names and that is not there all the same.
  private static func sentence(onMissing path: String) -> String {
    path.unicodeScalars.contains("\u{FFFD}")
      ? "\(path) cannot be opened because its name is not UTF-8; rename it."
      : "\(path) is a link to something that does not exist; mend or remove it."
  }
}
