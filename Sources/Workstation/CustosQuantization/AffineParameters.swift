import CustosModelFile

/// Scale and zero point of an int8 activation: real = scale * (q - zeroPoint).
public struct AffineParameters: Equatable, Sendable {
  /// Real value of one step.
  public let scale: Float
  /// The integer that stands for real 0, -128...127.
  public let zeroPoint: Int32

  /// The input's: bytes 0...255 become -128...127.
  public static let input = AffineParameters(scale: 1, zeroPoint: -128)

  init(scale: Float, zeroPoint: Int32) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// Spreads -128...127 over a range that includes 0.
  ///
  /// The scale is the range over 255, rounded once to float32; the zero point is rounded to nearest
  /// even. A range too narrow for a normal scale (a layer that is always 0) gets scale 1.
  public init(covering range: ClosedRange<Float>) {
    let low = min(0, Double(range.lowerBound))
    let width = max(0, Double(range.upperBound)) - low
    let step = Float(width / 255)
    guard step >= 0x1p-100 else {
      self.init(scale: 1, zeroPoint: -128)
      return
    }
    let zero = (-128 - low / Double(step)).rounded(.toNearestOrEven)
    self.init(scale: step, zeroPoint: Int32(min(max(zero, -128), 127)))
  }
}
