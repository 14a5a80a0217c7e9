import CustosPlatform

/// An entry of a folder whose name has a picture's extension.
struct FolderEntry {
  let path: String
  private let isNamedReadably: Bool

  /// Takes a name as its bytes are in the folder.
  init(_ name: [UInt8], in folder: String) {
    let text = String(decoding: name, as: UTF8.self)
    path = Path.join(folder, text)
    isNamedReadably = text.utf8.elementsEqual(name)
  }

  /// Why the entry is passed over, as a sentence; nil for one that can be read. A pipe would hold up
  /// whoever reads it, and a line break in a name would break the lines of the results.
  var refusal: String? {
    let shown = MessageText.clean(path, limit: 500)
    if !isNamedReadably {
      return "\(shown) is passed over because its name is not UTF-8; rename it."
    }
    if path.unicodeScalars.contains(where: MessageText.isControl) {
      return "\(shown) is passed over because its name holds a line break or another control "
        + "character; rename it."
    }
    switch FileSystem.kind(of: path) {
    case .file, .missing: return nil
    case .directory, .other: return "\(shown) is passed over because it is no regular file."
    }
  }

  /// Why an entry is passed over that its folder names and that is not there all the same.
  var missingSentence: String {
    let shown = MessageText.clean(path, limit: 500)
    return path.unicodeScalars.contains("\u{FFFD}")
      ? "\(shown) is passed over because its name is not UTF-8; rename it."
      : "\(shown) is passed over because it leads to nothing; mend or remove the link."
  }

  /// Whether an entry that has just been made can be judged at once: a link leads to a whole file, and
  /// what is no file will not become one. Other files are still to be written.
  var isCompleteWhenMade: Bool {
    switch FileSystem.kind(of: path) {
    case .file: FileSystem.isHardLink(path)
    case .other: true
    case .missing, .directory: false
    }
  }
}
