public import CustosImage
import CustosPlatform

/// A labelled symbol on a page: one line `x1,y1;x2,y2;class_name;staff_position` of its text file.
public struct Annotation: Equatable, Sendable {
  /// The symbol's box in page pixels.
  public var box: Box
  /// The symbol's class, free text without semicolons.
  public var className: String
  /// Where the symbol's note head lies.
  public var position: StaffPosition

  /// The form of a line, for messages.
  public static let form = "x1,y1;x2,y2;class_name;staff_position"

  /// Labels a symbol.
  public init(box: Box, className: String, position: StaffPosition) {
    self.box = box
    self.className = className
    self.position = position
  }

  /// Reads a line. Blanks around fields and a carriage return at the end are ignored.
  ///
  /// - Throws: `NotationError`, with the 1-based `lineNumber` in it.
  public init(line: String, lineNumber: Int) throws(NotationError) {
    let fields = LineFields.split(line, at: ";")
    guard fields.count == 4 else {
      throw NotationError(
        line: lineNumber, .fieldCount(expected: 4, found: fields.count, form: Self.form))
    }
    let upperLeft = LineFields.split(fields[0], at: ",")
    let lowerRight = LineFields.split(fields[1], at: ",")
    guard upperLeft.count == 2, lowerRight.count == 2 else {
      throw NotationError(line: lineNumber, .cornerForm(form: Self.form))
    }
    box = try LineFields.box(upperLeft + lowerRight, lineNumber: lineNumber)
    className = try LineFields.className(fields[2], lineNumber: lineNumber)
    guard !fields[3].isEmpty else {
      throw NotationError(line: lineNumber, .missingPosition(className: className))
    }
    guard let position = StaffPosition(name: fields[3]) else {
      throw NotationError(line: lineNumber, .unknownPosition(fields[3]))
    }
    self.position = position
  }

  /// The line that reads back as this annotation, without a line end; numbers as short as possible.
  public var line: String {
    "\(LineFields.text(of: box));\(className);\(position.name)"
  }

  /// Reads a whole annotation file; bad lines are collected, good ones kept.
  public static func parse(_ bytes: [UInt8]) -> ParsedLines<Annotation> {
    ParsedLines(bytes) { (line, number) throws(NotationError) in
      try Annotation(line: line, lineNumber: number)
    }
  }
}
