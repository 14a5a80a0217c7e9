/// Operations on file paths as text; nothing here looks at the file system.
public enum Path {
  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")
  /// Bytes of the longest path that Linux takes.
  static let longest = 4096

  /// What follows the last slash: `page.png` of `pages/page.png`.
  public static func lastComponent(_ path: String) -> String {
    let bytes = [UInt8](path.utf8)
    guard let index = bytes.lastIndex(of: slash) else { return path }
    return String(decoding: bytes[(index + 1)...], as: UTF8.self)
  }

  /// What precedes the last slash: `pages` of `pages/page.png`, `.` when there is no slash.
  public static func directory(_ path: String) -> String {
    let bytes = [UInt8](path.utf8)
    guard let index = bytes.lastIndex(of: slash) else { return "." }
    return index == 0 ? "/" : String(decoding: bytes[..<index], as: UTF8.self)
  }

  /// The last component's extension in lower case without its dot: `jpg` of `pages/A.JPG`, empty if
  /// there is none. A leading dot starts a hidden name, not an extension.
  public static func lowercasedExtension(_ path: String) -> String {
    let bytes = [UInt8](lastComponent(path).utf8)
    guard let index = bytes.lastIndex(of: dot), index > 0 else { return "" }
    return lowercased(String(decoding: bytes[(index + 1)...], as: UTF8.self))
  }

  /// The same text with A to Z in lower case.
  static func lowercased(_ text: String) -> String {
    String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }

  /// The same path without doubled slashes and components `.`: `pages/a.png` of `./pages//a.png`.
  public static func simplified(_ path: String) -> String {
    let bytes = [UInt8](path.utf8)
    let parts = bytes.split(separator: slash).filter { !$0.elementsEqual([dot]) }
    let text = String(decoding: Array(parts.joined(separator: [slash])), as: UTF8.self)
    return bytes.first == slash ? "/" + text : text
  }

  /// `directory/name`, with one slash between the two.
  public static func join(_ directory: String, _ name: String) -> String {
    guard let last = directory.utf8.last else { return name }
    return last == slash ? directory + name : directory + "/" + name
  }
}
