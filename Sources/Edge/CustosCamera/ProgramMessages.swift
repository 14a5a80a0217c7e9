import CustosPlatform

/// What a camera program says on standard error: the lines that tell of faults are kept beside the
/// last one, for the fault comes first and "no cameras available" after it.
struct ProgramMessages {
  /// The size of the pictures that libcamera says it delivers.
  private(set) var delivered: (width: Int, height: Int)?
  private var line: [UInt8] = []
  private var errors: [String] = []
  private var warnings: [String] = []
  private var last = ""

  /// Lines of a kind at most.
  private static let limit = 3
  private static let errorMarks = [
    "ERROR", "FATAL", "ermission", "dmaHeap", "dma_heap", "usy", "in use",
  ]

  /// Takes the next bytes.
  mutating func take(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      if byte == 10 || byte == 13 {
        finish()
      } else if line.count < 1000 {
        line.append(byte)
      }
    }
  }

  /// Takes what stands behind the last line's end for a line.
  mutating func finish() {
    // libcamera puts time and process in front: [0:00:01.123456] [1234] ERROR ...
    var rest = line[...]
    while rest.first == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) {
      rest = rest[(end + 1)...].drop { $0 == 32 }
    }
    line = []
    // rpicam-vid reports each picture in a line such as "#12 (10.00 fps) exp 8000.00 ag 1.00".
    guard let first = rest.first, first != UInt8(ascii: "#") else { return }
    let text = MessageText.clean(String(decoding: rest, as: UTF8.self), limit: 200)
    last = text
    if Self.errorMarks.contains(where: { TextSearch.finds($0, in: text) }) {
      Self.keep(text, in: &errors)
    } else if TextSearch.finds("WARN", in: text) {
      Self.keep(text, in: &warnings)
    } else if TextSearch.finds("configuring streams:", in: text) {
      delivered = Self.size(rest) ?? delivered
    }
  }

  /// The lines that tell of faults, and the last one; empty when nothing was said.
  var summary: String {
    var lines = errors.isEmpty ? warnings : errors
    if !last.isEmpty { Self.keep(last, in: &lines, limit: .max) }
    return lines.joined(separator: "; ")
  }

  /// The lines that tell of errors, nil for none.
  var errorSummary: String? { errors.isEmpty ? nil : errors.joined(separator: "; ") }

  /// Whether the program was kept from a device or from the memory for pictures.
  static func isAboutPermission(_ text: String) -> Bool {
    ["ermission", "dmaHeap", "dma_heap"].contains { TextSearch.finds($0, in: text) }
  }

  private static func keep(_ text: String, in lines: inout [String], limit: Int = Self.limit) {
    if lines.count < limit, !lines.contains(where: { $0.utf8.elementsEqual(text.utf8) }) {
      lines.append(text)
    }
  }

  /// The first stream of a line such as `configuring streams: (0) 1280x960-YUV420 (1) 1640x1232-...`.
  private static func size(_ line: ArraySlice<UInt8>) -> (width: Int, height: Int)? {
    let mark = [UInt8]("(0) ".utf8)
    guard let start = line.indices.first(where: { line[$0...].starts(with: mark) }),
      let size = RawPictureSize(
        String(
          decoding: line[(start + mark.count)...].prefix { $0 != UInt8(ascii: "-") }, as: UTF8.self)
      )
    else { return nil }
    return (size.width, size.height)
  }
}
