import CustosImage
import CustosNotation
import CustosPlatform

/// Boxes that the user gives once for all pictures.
enum BoxFile {
  /// Reads the lines of a file, all of which must be good.
  static func read(_ path: String) throws(CommandError) -> [Detection] {
    let parsed = Detection.parse(try PictureFile.bytes(of: path))
    if let error = parsed.errors.first { throw CommandError(error, file: path) }
    guard !parsed.entries.isEmpty else {
      throw .badInput(
        "\(path) holds no boxes; write one a line as \(Detection.form).",
        exitCode: ExitStatus.badData)
    }
    return parsed.entries.map { $0.entry }
  }

  /// Reads the value of `--box`: x,y,width,height.
  static func detection(option text: String) throws(CommandError) -> Detection {
    let parts = [UInt8](text.utf8).split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let numbers = parts.compactMap { NumberText.double(String(decoding: $0, as: UTF8.self)) }
    guard parts.count == 4, numbers.count == 4, numbers[2] > 0, numbers[3] > 0 else {
      throw .usage(
        "--box must be X,Y,WIDTH,HEIGHT in pixels, with sizes above 0, not '\(text)'.")
    }
    return Detection(
      box: Box(
        x1: numbers[0], y1: numbers[1], x2: numbers[0] + numbers[2], y2: numbers[1] + numbers[3]),
      className: "box")
  }
}
