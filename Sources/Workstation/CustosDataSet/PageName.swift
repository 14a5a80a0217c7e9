import CustosImage

/// The page that a patch comes from, according to its file name.
public enum PageName {
  /// The page of a patch: what stands before the last `-NUMBER.png` (.jpg, .jpeg) that
  /// `custos extract` writes, or nil for another name. `a.JPG-12.png` is of page `a.JPG`.
  public static func of(_ file: String) -> String? {
    guard ImageFormat(namedBy: file) != nil, let dot = file.lastIndex(of: "."),
      let dash = file[..<dot].lastIndex(of: "-"), dash > file.startIndex,
      file[file.index(after: dash)..<dot].isDecimalNumber
    else { return nil }
    return String(file[..<dash])
  }

  /// The number of a patch on its page, 12 of `a.JPG-12.png`; nil for another name.
  static func number(of file: String) -> Int? {
    guard let page = of(file) else { return nil }
    return Int(file.dropFirst(page.count + 1).prefix { $0 != "." })
  }
}
