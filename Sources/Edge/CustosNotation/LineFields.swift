import CustosImage
import CustosPlatform

/// The pieces that both forms of lines are made of.
enum LineFields {
  /// Splits at an ASCII separator and trims blanks, tabs and carriage returns off the pieces.
  static func split(_ text: String, at separator: Unicode.Scalar) -> [String] {
    let byte = UInt8(truncatingIfNeeded: separator.value)
    return [UInt8](text.utf8).split(separator: byte, omittingEmptySubsequences: false)
      .map { String(decoding: trimmed($0), as: UTF8.self) }
  }

  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let first = rest.first, isBlank(first) { rest.removeFirst() }
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return rest
  }

  /// Reads x1, y1, x2, y2.
  static func box(_ texts: [String], lineNumber: Int) throws(NotationError) -> Box {
    var numbers: [Double] = []
    for text in texts {
      guard let number = NumberText.double(text) else {
        throw NotationError(line: lineNumber, .notANumber(text))
      }
      numbers.append(number)
    }
    let box = Box(x1: numbers[0], y1: numbers[1], x2: numbers[2], y2: numbers[3])
    guard box.x2 > box.x1, box.y2 > box.y1 else {
      throw NotationError(line: lineNumber, .emptyBox(box))
    }
    guard min(box.x2 - box.x1, box.y2 - box.y1) >= 0.5 else {
      throw NotationError(line: lineNumber, .thinBox(box))
    }
    return box
  }

  /// Writes `x1,y1;x2,y2`, numbers as short as possible.
  static func text(of box: Box) -> String {
    let corners = [box.x1, box.y1, box.x2, box.y2].map { NumberText.shortest($0) }
    return "\(corners[0]),\(corners[1]);\(corners[2]),\(corners[3])"
  }

  static func className(_ text: String, lineNumber: Int) throws(NotationError) -> String {
    guard !text.isEmpty else { throw NotationError(line: lineNumber, .emptyClass) }
    // A terminal would obey them.
    guard !text.unicodeScalars.contains(where: MessageText.isControl) else {
      throw NotationError(line: lineNumber, .controlCharacter(className: text))
    }
    return text
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }
}
