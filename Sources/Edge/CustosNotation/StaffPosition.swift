/// A place on or beside a five-line staff: on a line (L) or in a space (S).
///
/// L1 is the bottom line, L5 the top line, Sn the space above Ln, L0 and L6 the first ledger lines
/// below and above. The raw value is the class index: positions sorted by name, L0...L6, S0...S6.
public enum StaffPosition: UInt8, CaseIterable, Equatable, Sendable {
  /// On the first ledger line below the staff.
  case l0 = 0
  /// On the bottom line.
  case l1
  /// On the second line.
  case l2
  /// On the middle line.
  case l3
  /// On the fourth line.
  case l4
  /// On the top line.
  case l5
  /// On the first ledger line above the staff.
  case l6
  /// In the space below the bottom line.
  case s0
  /// In the first space.
  case s1
  /// In the second space.
  case s2
  /// In the third space.
  case s3
  /// In the fourth space.
  case s4
  /// In the space above the top line.
  case s5
  /// In the space above the first ledger line above the staff.
  case s6

  /// The number of positions.
  public static let count = 14

  /// The names in index order.
  public static let names = [
    "L0", "L1", "L2", "L3", "L4", "L5", "L6", "S0", "S1", "S2", "S3", "S4", "S5", "S6",
  ]

  /// Finds a position by its name, such as `L3`; upper case only.
  public init?(name: String) {
    guard let index = Self.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: UInt8(index))
  }

  /// Finds a position by its class index, 0...13.
  public init?(index: Int) {
    guard let value = UInt8(exactly: index) else { return nil }
    self.init(rawValue: value)
  }

  /// Finds a position by its height, 0 (L0) to 13 (S6).
  public init?(step: Int) {
    guard (0..<Self.count).contains(step) else { return nil }
    self.init(index: step / 2 + (step % 2) * 7)
  }

  /// The class index, 0...13.
  public var index: Int { Int(rawValue) }

  /// The name, such as `L3`.
  public var name: String { Self.names[index] }

  /// The height in half staff spaces above L0: L0 S0 L1 S1 ... L6 S6 are 0...13.
  public var step: Int { index < 7 ? index * 2 : (index - 7) * 2 + 1 }
}
