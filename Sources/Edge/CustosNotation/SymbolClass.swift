/// What is known of symbol classes. A class name is free text without semicolons.
public enum SymbolClass {
  /// Classes whose place on the staff means nothing, sorted by name.
  public static let withoutStaffPosition = [
    "barline", "beam", "common_time", "cut_time", "dot", "double_barline", "fermata", "ligature",
    "proportio_maior", "proportio_minor", "sharp", "undefined",
  ]

  /// Whether a symbol of this class is read at a staff position; true for unknown classes.
  public static func hasStaffPosition(_ name: String) -> Bool {
    !withoutStaffPosition.contains(name)
  }
}
