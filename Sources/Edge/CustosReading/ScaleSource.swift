import CustosDetection
import CustosModelFile

/// Where the scale of a page's music comes from.
public enum ScaleSource: Equatable, Sendable {
  /// The music is as large as in the training pages: windows are not scaled.
  case asTrained
  /// The distance of the page's staff lines is given, in pixels, above 0.
  case pixels(Double)
  /// The distance of the page's staff lines is measured.
  case measured
}

extension Preprocessing {
  /// How much larger music of this staff space, in pixels, is than that of the training pages; nil
  /// if that is not known.
  func scale(ofStaffSpace space: Double) -> Double? {
    guard let staffSpace, staffSpace > 0 else { return nil }
    return space / staffSpace
  }
}
