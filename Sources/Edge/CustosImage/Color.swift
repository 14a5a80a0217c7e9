/// An opaque RGB colour.
public struct Color: Equatable, Sendable {
  /// Red, 0...255.
  public var red: UInt8
  /// Green, 0...255.
  public var green: UInt8
  /// Blue, 0...255.
  public var blue: UInt8

  /// Mixes a colour.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Black.
  public static let black = Color(red: 0, green: 0, blue: 0)
  /// White.
  public static let white = Color(red: 255, green: 255, blue: 255)
  /// Signal red, for boxes on pages.
  public static let red = Color(red: 214, green: 39, blue: 40)
  /// Blue, for curves.
  public static let blue = Color(red: 31, green: 119, blue: 180)
  /// Orange, for curves.
  public static let orange = Color(red: 255, green: 127, blue: 14)
  /// Green, for curves.
  public static let green = Color(red: 44, green: 160, blue: 44)
  /// Light gray, for grids.
  public static let lightGray = Color(red: 221, green: 221, blue: 221)
}
