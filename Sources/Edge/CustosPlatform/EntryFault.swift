/// Why an entry of a folder cannot be read.
public enum EntryFault: Equatable, Sendable {
  /// Its name is not UTF-8, so its path leads nowhere.
  case nameNotUTF8
  /// Its name would break a line of text.
  case nameBreaksLine
  /// It is a link to something that does not exist.
  case danglingLink
  /// It is a pipe, a socket or a device, which may block for ever, or may not be looked at.
  case notAFile

  /// What follows the path in the sentence about it.
  var sentence: String {
    switch self {
    case .nameNotUTF8: " cannot be opened because its name is not UTF-8; rename it."
    case .nameBreaksLine:
      " cannot be used because its name holds a line break or another control character; rename it."
    case .danglingLink: " is a link to something that does not exist; mend or remove it."
    case .notAFile:
      " is neither a file nor a folder, or may not be looked at; check its permissions or remove it."
    }
  }
}
