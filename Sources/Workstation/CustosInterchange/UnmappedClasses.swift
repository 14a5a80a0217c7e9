/// What becomes of classes that a class map does not name.
public enum UnmappedClasses: Sendable {
  /// They are bad input, named all together.
  case refuse
  /// They are left out and named.
  case drop
  /// They keep their names.
  case keep
}
