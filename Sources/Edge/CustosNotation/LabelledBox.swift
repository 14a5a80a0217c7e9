import CustosImage
import CustosPlatform

/// A symbol with as much of a label as is known: what pictures of pages show.
public struct LabelledBox: Equatable, Sendable {
  /// The symbol's box in page pixels.
  public var box: Box
  /// The symbol's class, free text without semicolons.
  public var className: String
  /// The staff position, nil where it is not known or the class has none.
  public var position: StaffPosition?

  /// Labels a box.
  public init(box: Box, className: String, position: StaffPosition?) {
    self.box = box
    self.className = className
    self.position = position
  }

  /// Reads a line in any of the forms that Custos reads or writes: an annotation, a detection, or a
  /// result `x1,y1,x2,y2;class;position`, whose position may be empty.
  ///
  /// - Throws: `NotationError`, with the 1-based `lineNumber` in it.
  public init(line: String, lineNumber: Int) throws(NotationError) {
    let fields = LineFields.split(line, at: ";")
    let detection = try Detection(
      line: fields.count == 3 ? fields[0] + ";" + fields[1] : line, lineNumber: lineNumber)
    box = detection.box
    className = detection.className
    position = nil
    guard fields.count > 2, let last = fields.last, !last.isEmpty else { return }
    guard let position = StaffPosition(name: last) else {
      throw NotationError(line: lineNumber, .unknownPosition(last))
    }
    self.position = position
  }

  /// What a picture shows beside the box: `class/position`, or the class alone.
  public var label: String {
    guard let position else { return className }
    return className + "/" + position.name
  }

  /// Reads a whole file; bad lines are collected, good ones kept.
  public static func parse(_ bytes: [UInt8]) -> ParsedLines<LabelledBox> {
    ParsedLines(bytes) { (line, number) throws(NotationError) in
      try LabelledBox(line: line, lineNumber: number)
    }
  }
}
