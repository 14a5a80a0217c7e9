import CustosLoading

/// Something that a camera gets wrong, with the strengths at which a model is tested.
public enum Disturbance: String, CaseIterable, Sendable {
  /// The picture is turned, every other one the other way.
  case tilt
  /// One side is farther away than the centre, in turn each of the four.
  case perspective
  /// The picture is out of focus.
  case blur
  /// The light falls off from one side to the other, in turn each of the four.
  case gradient
  /// All pixels are darker or brighter.
  case brightness
  /// The sensor is noisy.
  case noise
  /// The picture is scanned in black and white.
  case threshold
  /// The picture is compressed as JPEG.
  case jpeg

  /// What the levels are measured in.
  public var unit: String {
    switch self {
    case .tilt: "degrees"
    case .perspective: "share of the distance"
    case .blur: "standard deviation in pixels"
    case .gradient: "share from centre to edge"
    case .brightness: "factor"
    case .noise: "standard deviation of 255 levels"
    case .threshold: "white from this of 255 levels on"
    case .jpeg: "quality"
    }
  }

  /// The strengths, from weak to strong.
  public var levels: [Float] {
    switch self {
    case .tilt: [1, 2, 4, 6, 10]
    case .perspective: [0.02, 0.05, 0.1, 0.2]
    case .blur: [0.5, 1, 1.5, 2, 3]
    case .gradient: [0.1, 0.2, 0.4, 0.6]
    case .brightness: [0.4, 0.6, 0.8, 1.25, 1.5]
    case .noise: [4, 8, 16, 32]
    case .threshold: [96, 128, 160]
    case .jpeg: [80, 60, 40, 20, 10]
    }
  }

  /// How the picture at a place is taken; the same at every call.
  func shot(level: Float, place: Int) -> CameraShot {
    var shot = CameraShot()
    let sign: Float = place % 2 == 0 ? 1 : -1
    let isVertical = place / 2 % 2 == 0
    switch self {
    case .tilt: shot.rotation = sign * level
    case .perspective: (shot.tiltY, shot.tiltX) = isVertical ? (sign * level, 0) : (0, sign * level)
    case .blur: shot.blur = level
    case .gradient:
      (shot.gradientY, shot.gradientX) = isVertical ? (sign * level, 0) : (0, sign * level)
    case .brightness: shot.brightness = level
    case .noise:
      shot.noise = level
      shot.noiseSeed = UInt32(truncatingIfNeeded: place)
    case .threshold: shot.threshold = level
    case .jpeg: shot.quality = Int(level)
    }
    return shot
  }
}
