public import CustosImage

/// A symbol of a page whose annotations leave nothing out: one line
/// `x1,y1;x2,y2;class_name;place`, where the place is a staff position, `out`, `?` or empty.
public struct CompleteAnnotation: Equatable, Sendable {
  /// What is known of a symbol's place on the staff.
  public enum Place: Equatable, Sendable {
    /// It is at this position.
    case position(StaffPosition)
    /// It is a note head beyond L0 to S6; written `out`.
    case outside
    /// It has a position, but which one is not certain or has no name; written `?`.
    case unknown
    /// Its class has none; written as nothing.
    case none

    /// Reads the last field of a line: the name of a staff position, `out`, `?` or nothing.
    public init?(text: String) {
      switch text {
      case "": self = .none
      case "out": self = .outside
      case "?": self = .unknown
      default:
        guard let position = StaffPosition(name: text) else { return nil }
        self = .position(position)
      }
    }

    /// The last field of a line.
    public var text: String {
      switch self {
      case .position(let position): position.name
      case .outside: "out"
      case .unknown: "?"
      case .none: ""
      }
    }
  }

  /// The symbol's box in page pixels.
  public var box: Box
  /// The symbol's class, free text without semicolons.
  public var className: String
  /// Where it is on the staff.
  public var place: Place

  /// Describes a symbol.
  public init(box: Box, className: String, place: Place) {
    self.box = box
    self.className = className
    self.place = place
  }

  /// Reads a line.
  ///
  /// - Throws: `NotationError`, with the 1-based `lineNumber` in it.
  public init(line: String, lineNumber: Int) throws(NotationError) {
    let fields = LineFields.split(line, at: ";")
    let text = fields.count == 4 ? fields[3] : ""
    guard let place = Place(text: text) else {
      throw NotationError(line: lineNumber, .unknownPlace(text))
    }
    self.place = place
    let detection = try Detection(
      line: fields.count == 4 ? fields[..<3].joined(separator: ";") + ";" : line,
      lineNumber: lineNumber)
    box = detection.box
    className = detection.className
  }

  /// The line that reads back as this annotation, without a line end; numbers as short as possible.
  public var line: String {
    let corners = LineFields.text(of: box)
    return "\(corners);\(className);\(place.text)"
  }

  /// Reads a whole file; bad lines are collected, good ones kept.
  public static func parse(_ bytes: [UInt8]) -> ParsedLines<CompleteAnnotation> {
    ParsedLines(bytes) { (line, number) throws(NotationError) in
      try CompleteAnnotation(line: line, lineNumber: number)
    }
  }
}
