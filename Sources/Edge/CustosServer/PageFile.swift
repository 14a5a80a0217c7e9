import CCustosServer

/// A file of the live page, which is part of the executable.
public enum PageFile {
  /// The response for a path such as `/` or `/live.js`; nil for any other.
  public static func response(_ path: String) -> HTTPResponse? {
    guard let file = path.withCString(custos_find_page_file) else { return nil }
    return HTTPResponse(
      type: String(cString: file.pointee.type),
      body: [UInt8](UnsafeBufferPointer(start: file.pointee.data, count: file.pointee.count)))
  }
}
