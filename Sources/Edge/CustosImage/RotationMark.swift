/// What becomes of a file's EXIF orientation.
public enum RotationMark: Equatable, Sendable {
  /// The picture is put upright, as viewers show it.
  case followed
  /// The pixels stay as they are stored.
  case ignored
}
