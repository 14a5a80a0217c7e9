public import CustosImage
import CustosPlatform

/// A line that cannot be read.
public struct NotationError: Error, Equatable, Sendable {
  /// What is wrong with the line, or with the whole file.
  public enum Reason: Equatable, Sendable {
    /// The whole file is in another encoding than UTF-8.
    case encoding(String)
    /// The file's lines end with what does not end a line here, `CR` or `U+2028`.
    case lineEnd(String)
    /// The line is not UTF-8.
    case notUTF8
    /// The box has less than half a pixel in one direction.
    case thinBox(Box)
    /// Another number of semicolon-separated fields than the form has.
    case fieldCount(expected: Int, found: Int, form: String)
    /// The corners are not the expected number of comma-separated values.
    case cornerForm(form: String)
    /// A coordinate that is no finite decimal number.
    case notANumber(String)
    /// The lower-right corner is not to the right of and below the upper-left one.
    case emptyBox(Box)
    /// The class name is empty.
    case emptyClass
    /// The class name holds a byte below 32 or the byte 127.
    case controlCharacter(className: String)
    /// A label that was read holds a byte below 32 or the byte 127.
    case controlCharacterInLabel(String)
    /// The staff position is empty.
    case missingPosition(className: String)
    /// The staff position is none of L0...L6, S0...S6.
    case unknownPosition(String)
    /// The place of a complete annotation is neither a staff position nor `out`, `?` or empty.
    case unknownPlace(String)
  }

  /// The 1-based number of the line; 0 where the whole file is at fault.
  public var line: Int
  /// What is wrong.
  public var reason: Reason

  /// The exit code that a command ends with because of this error (sysexits.h).
  public static let exitCode: Int32 = 65

  /// Places an error.
  public init(line: Int, _ reason: Reason) {
    self.line = line
    self.reason = reason
  }

  /// The error as a whole sentence about the file it was found in.
  public func message(for file: String) -> String {
    (line == 0 ? file + " " : "\(file), line \(line): ") + sentence
  }

  private var sentence: String {
    switch reason {
    case .encoding(let name): "is \(name); save it as UTF-8."
    case .lineEnd(let name):
      "has lines that end with \(name) alone; save it with line feeds (LF or CR LF)."
    case .notUTF8: "the line is not UTF-8; save the file as UTF-8."
    case .thinBox(let box):
      "the box is \(NumberText.fixed(box.x2 - box.x1, decimals: 2)) x "
        + "\(NumberText.fixed(box.y2 - box.y1, decimals: 2)) pixels, thinner than half a pixel; correct the line."
    case .fieldCount(_, let found, let form):
      "expected \(form) but found \(found) \(found == 1 ? "field" : "fields"); correct the line."
    case .cornerForm(let form):
      "the corners are not written as in \(form); correct the line."
    case .notANumber(let text):
      "expected a number in pixels but found \(MessageText.quoted(text)); correct the line."
    case .emptyBox(let box):
      "the lower-right corner (\(Self.corner(box.x2, box.y2))) must be to the right of and below "
        + "the upper-left corner (\(Self.corner(box.x1, box.y1))); correct the line."
    case .emptyClass:
      "the class name is empty; name the symbol, or write undefined."
    case .controlCharacter(let className):
      "the class name \(MessageText.quoted(className)) holds a control character; remove it."
    case .controlCharacterInLabel(let label):
      "the label \(MessageText.quoted(label)) holds a control character; remove it."
    case .missingPosition(let className):
      "the staff position of \(MessageText.quoted(className)) is empty; "
        + "write L0 to L6 or S0 to S6."
    case .unknownPosition(let text):
      "expected a staff position, L0 to L6 or S0 to S6, but found \(MessageText.quoted(text)); "
        + "correct the line."
    case .unknownPlace(let text):
      "expected a staff position, L0 to L6 or S0 to S6, or out, ? or nothing, but found "
        + "\(MessageText.quoted(text)); correct the line."
    }
  }

  private static func corner(_ x: Double, _ y: Double) -> String {
    "\(NumberText.shortest(x)), \(NumberText.shortest(y))"
  }
}
