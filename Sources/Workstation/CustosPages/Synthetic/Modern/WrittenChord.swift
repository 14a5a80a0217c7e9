/// A chord, a single note or a rest as it stands on the page, in pixels.
struct WrittenChord: Sendable {
  let event: ModernEvent
  let x: Float
  let stemsUp: Bool
  /// Column of the stem.
  let stemX: Float
  /// Heights of the uppermost and the lowest head's centre.
  let top: Float
  let bottom: Float
  /// Columns where the heads begin and end.
  let left: Float
  let right: Float
  /// Height of the stem's end, nil without a stem.
  var tip: Float?

  /// Heights of the uppermost and the lowest ink of heads and stem.
  var upper: Float { min(top, tip ?? top) }
  var lower: Float { max(bottom, tip ?? bottom) }
}
