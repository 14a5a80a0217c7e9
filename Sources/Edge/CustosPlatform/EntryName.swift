/// What the name of a folder's entry tells by itself.
public enum EntryName {
  /// Names that systems and programs leave among pictures, in lower case, each between two slashes.
  private static let leftovers =
    "/thumbs.db/desktop.ini/icon\r/@eadir/@recycle/#recycle/#snapshot/$recycle.bin/"
    + "system volume information/lost+found/__macosx/"

  /// Whether an entry is passed over wherever folders are read: hidden ones (`.DS_Store`, `._a.png`),
  /// backups (`a.png~`) and what systems leave, in any letter case (`Thumbs.db`, `@eaDir`).
  public static func isLeftover(_ name: String) -> Bool {
    name.utf8.first == UInt8(ascii: ".") || name.utf8.last == UInt8(ascii: "~")
      || TextSearch.finds("/" + Path.lowercased(name) + "/", in: leftovers)
  }

  /// Whether a name cannot stand in a line of text: it holds a line break, a tab or another control
  /// character, or U+2028 or U+2029.
  public static func breaksLine(_ name: String) -> Bool {
    name.unicodeScalars.contains { MessageText.isControl($0) || $0.value | 1 == 0x2029 }
  }

  /// Whether U+FFFD stands for bytes of a name that is not UTF-8, so that nothing can be found by it.
  public static func isRepaired(_ path: String) -> Bool { path.unicodeScalars.contains("\u{FFFD}") }
}
