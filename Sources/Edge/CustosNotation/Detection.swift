public import CustosImage
import CustosPlatform

/// A symbol that a detector has found on a page; its label is to be read.
public struct Detection: Equatable, Sendable {
  /// The symbol's box in page pixels.
  public var box: Box
  /// The symbol's class, free text without semicolons.
  public var className: String

  /// The forms of a line, for messages.
  public static let form = "x1,y1,x2,y2;class_name or \(Annotation.form)"

  /// Names a symbol.
  public init(box: Box, className: String) {
    self.box = box
    self.className = className
  }

  /// Reads a line `x1,y1,x2,y2;class_name`, or an annotation line, whose staff position may then be
  /// `out`, `?` or empty as well and is not kept.
  ///
  /// - Throws: `NotationError`, with the 1-based `lineNumber` in it.
  public init(line: String, lineNumber: Int) throws(NotationError) {
    let fields = LineFields.split(line, at: ";")
    switch fields.count {
    case 2:
      let numbers = LineFields.split(fields[0], at: ",")
      guard numbers.count == 4 else {
        throw NotationError(line: lineNumber, .cornerForm(form: Self.form))
      }
      box = try LineFields.box(numbers, lineNumber: lineNumber)
      className = try LineFields.className(fields[1], lineNumber: lineNumber)
    case 4:
      let placed = fields[..<3] + [StaffPosition.l0.name]
      let annotation = try Annotation(line: placed.joined(separator: ";"), lineNumber: lineNumber)
      guard Self.isPlace(fields[3]) else {
        throw NotationError(line: lineNumber, .unknownPlace(fields[3]))
      }
      box = annotation.box
      className = annotation.className
    default:
      throw NotationError(
        line: lineNumber, .fieldCount(expected: 2, found: fields.count, form: Self.form))
    }
  }

  /// Whether an annotation may say this of a symbol's place.
  private static func isPlace(_ text: String) -> Bool {
    ["", "out", "?"].contains(text) || StaffPosition(name: text) != nil
  }

  /// The line `x1,y1,x2,y2;class;label` with three decimals and no line end.
  ///
  /// `label` is what was read: a staff position or a name; empty where the class is not read.
  public func line(label: String) -> String {
    let corners = [box.x1, box.y1, box.x2, box.y2].map { NumberText.fixed($0, decimals: 3) }
    return "\(corners[0]),\(corners[1]),\(corners[2]),\(corners[3]);\(className);\(label)"
  }

  /// Reads a whole file of boxes; bad lines are collected, good ones kept.
  public static func parse(_ bytes: [UInt8]) -> ParsedLines<Detection> {
    ParsedLines(bytes) { (line, number) throws(NotationError) in
      try Detection(line: line, lineNumber: number)
    }
  }
}
