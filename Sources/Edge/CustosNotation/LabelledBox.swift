public import CustosImage
import CustosPlatform

/// A symbol with as much of a label as is known: what pictures of pages show.
public struct LabelledBox: Equatable, Sendable {
  /// The symbol's box in page pixels.
  public var box: Box
  /// The symbol's class, free text without semicolons.
  public var className: String
  /// The staff position or the name that was read, nil where it is not known or the class has none.
  public var label: String?

  /// Labels a box.
  public init(box: Box, className: String, label: String?) {
    self.box = box
    self.className = className
    self.label = label
  }

  /// Takes an annotation's position as the label.
  public init(_ annotation: Annotation) {
    self.init(
      box: annotation.box, className: annotation.className, label: annotation.position.name)
  }

  /// Reads a line in any of the forms that Custos reads or writes: an annotation, also a complete one,
  /// whose `out` or `?` is the label then, a detection, or a result `x1,y1,x2,y2;class;label`, whose label
  /// may be empty.
  ///
  /// - Throws: `NotationError`, with the 1-based `lineNumber` in it.
  public init(line: String, lineNumber: Int) throws(NotationError) {
    let fields = LineFields.split(line, at: ";")
    (box, className) = try Self.symbol(fields, line: line, lineNumber: lineNumber)
    label = nil
    guard fields.count > 2, let last = fields.last, !last.isEmpty else { return }
    guard !last.unicodeScalars.contains(where: MessageText.isControl) else {
      throw NotationError(line: lineNumber, .controlCharacterInLabel(last))
    }
    label = last
  }

  private static func symbol(
    _ fields: [String], line: String, lineNumber: Int
  ) throws(NotationError) -> (Box, className: String) {
    let detection = try Detection(
      line: fields.count == 3 ? fields[0] + ";" + fields[1] : line, lineNumber: lineNumber)
    return (detection.box, detection.className)
  }

  /// The staff position that the label names, nil if it names none.
  public var position: StaffPosition? { label.flatMap { StaffPosition(name: $0) } }

  /// What a picture shows beside the box: `class/label`, or the class alone.
  public var caption: String {
    guard let label else { return className }
    return className + "/" + label
  }

  /// Reads a file of annotations `x1,y1;x2,y2;class_name;staff_position`. Where no position is needed
  /// it may be empty or missing (see `Detection`), and is not kept.
  public static func parseAnnotations(
    _ bytes: [UInt8], needingPosition: Bool
  ) -> ParsedLines<LabelledBox> {
    ParsedLines(bytes) { (line, number) throws(NotationError) in
      guard needingPosition else {
        let detection = try Detection(line: line, lineNumber: number)
        return LabelledBox(box: detection.box, className: detection.className, label: nil)
      }
      return LabelledBox(try Annotation(line: line, lineNumber: number))
    }
  }

  /// Reads a whole file; bad lines are collected, good ones kept.
  public static func parse(_ bytes: [UInt8]) -> ParsedLines<LabelledBox> {
    ParsedLines(bytes) { (line, number) throws(NotationError) in
      try LabelledBox(line: line, lineNumber: number)
    }
  }
}
