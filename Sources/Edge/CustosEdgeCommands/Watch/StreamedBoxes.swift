import CustosImage
import CustosNotation
import CustosPlatform

/// A detector's boxes for one picture: a line such as
/// `{"frame": 12, "boxes": [{"box": [x1, y1, x2, y2], "class": "minima"}]}`. The frame is the number
/// of the picture, or the name of its file.
struct StreamedBoxes: Equatable {
  /// Which picture.
  enum Key: Equatable {
    case number(Int)
    case name(String)
  }

  let key: Key
  let boxes: [Detection]

  /// Boxes of one picture at most.
  static let boxLimit = 10_000
  /// The form of a line, for messages.
  static let form =
    #"{"frame": NUMBER or "FILE", "boxes": [{"box": [x1, y1, x2, y2], "class": "NAME"}]}"#

  /// Reads a line.
  ///
  /// - Throws: `NotationError`-like text as a `CommandError` about the input.
  init(line: [UInt8], number: Int) throws(CommandError) {
    let value: JSONValue
    do throws(JSONValue.Failure) { value = try JSONValue(parsing: line) } catch {
      guard !error.isShortOfMemory else {
        throw CommandError(.outOfMemory(purpose: "line \(number) of standard input"))
      }
      throw Self.failure(number, "it is not JSON: \(error.detail)")
    }
    if let frame = value["frame"]?.integer, frame >= 0 {
      key = .number(frame)
    } else if let name = value["frame"]?.string {
      key = .name(name)
    } else {
      throw Self.failure(number, "\"frame\" is neither a number from 0 on nor a file's name")
    }
    guard let elements = value["boxes"]?.elements else {
      throw Self.failure(number, "\"boxes\" is no list")
    }
    guard elements.count <= Self.boxLimit else {
      throw Self.failure(
        number, "it has \(elements.count) boxes, at most \(Self.boxLimit) are read")
    }
    var boxes: [Detection] = []
    for element in elements {
      let corners = element["box"]?.elements?.compactMap { $0.number } ?? []
      guard corners.count == 4, element["box"]?.elements?.count == 4, corners[2] > corners[0],
        corners[3] > corners[1]
      else { throw Self.failure(number, "a box is not [x1, y1, x2, y2] with x1 < x2 and y1 < y2") }
      let className = element["class"]?.string ?? "symbol"
      guard !className.unicodeScalars.contains(where: MessageText.isControl) else {
        throw Self.failure(number, "a class name holds a control character")
      }
      boxes.append(
        Detection(
          box: Box(x1: corners[0], y1: corners[1], x2: corners[2], y2: corners[3]),
          className: className))
    }
    self.boxes = boxes
  }

  private static func failure(_ number: Int, _ what: String) -> CommandError {
    .badInput(
      "standard input, line \(number): expected \(form) but \(what); correct the detector's output.",
      exitCode: ExitStatus.badData)
  }
}
