import CustosSupport

/// Random changes that make pictures look as a camera would show them, each up to a strength.
///
/// Every draw is uniform between none and the full strength. The original system has none of these,
/// so all are off unless asked for.
public struct PhotoAugmentation: Codable, Equatable, Sendable {
  /// Degrees by which a picture is turned at most, either way.
  public var rotation: Float = 0
  /// How much farther an edge is than the centre at most, as a share of the distance, 0...0.4.
  public var perspective: Float = 0
  /// Standard deviation of the blur at most, in pixels of the network's input.
  public var blur: Float = 0
  /// How much brighter or darker a picture gets at most, and an edge than the centre, 0...0.9.
  public var light: Float = 0
  /// Standard deviation of the noise at most, in grey levels of 255.
  public var noise: Float = 0
  /// Lowest quality of the JPEG compression, 1...100; 0 for none.
  public var jpegQuality = 0
  /// Share of the pictures that become black and white, as many scanners make them, 0...1.
  public var threshold: Float = 0

  /// Brightness of which one, drawn for each picture, divides black from white: most programs that do
  /// not look at the picture take 128 of 255.
  static let thresholdLevels: ClosedRange<Float> = 96...176

  /// No changes.
  public init() {}

  /// Strengths of a page photographed by hand, for pictures of `width` columns.
  public static func photo(width: Int) -> PhotoAugmentation {
    var photo = PhotoAugmentation()
    photo.rotation = 4
    photo.perspective = 0.05
    photo.blur = 0.012 * Float(width)
    photo.light = 0.2
    photo.noise = 8
    photo.jpegQuality = 40
    photo.threshold = 0.15
    return photo
  }

  /// Whether anything is changed.
  public var isOn: Bool { self != PhotoAugmentation() }

  /// Draws one shot. A change that is off takes its draws as well, so that the others stay as they
  /// are when it is switched on.
  ///
  /// - Parameter zoom: zoom factors are drawn from 1 - zoom ... 1 + zoom.
  func shot(zoom: Float, using random: inout SeededGenerator) -> CameraShot {
    var shot = CameraShot()
    shot.zoomY = random.uniform(1 - zoom, 1 + zoom)
    shot.zoomX = random.uniform(1 - zoom, 1 + zoom)
    guard isOn else { return shot }
    shot.rotation = random.uniform(-rotation, rotation)
    shot.tiltY = random.uniform(-perspective, perspective)
    shot.tiltX = random.uniform(-perspective, perspective)
    shot.blur = random.uniform(0, blur)
    shot.brightness = random.uniform(1 - light, 1 + light)
    shot.gradientY = random.uniform(-light, light)
    shot.gradientX = random.uniform(-light, light)
    shot.noise = random.uniform(0, noise)
    shot.noiseSeed = UInt32(truncatingIfNeeded: random.next())
    let quality = jpegQuality + random.index(below: 101 - jpegQuality)
    shot.quality = jpegQuality > 0 ? quality : nil
    let isThresholded = random.uniform(0, 1) < threshold
    let level = random.uniform(Self.thresholdLevels.lowerBound, Self.thresholdLevels.upperBound)
    shot.threshold = isThresholded ? level : nil
    return shot
  }
}

extension PhotoAugmentation {
  /// Reads strengths; one that an older run does not have is off.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    rotation = try values.decode(Float.self, forKey: .rotation)
    perspective = try values.decode(Float.self, forKey: .perspective)
    blur = try values.decode(Float.self, forKey: .blur)
    light = try values.decode(Float.self, forKey: .light)
    noise = try values.decode(Float.self, forKey: .noise)
    jpegQuality = try values.decode(Int.self, forKey: .jpegQuality)
    threshold = try values.decodeIfPresent(Float.self, forKey: .threshold) ?? 0
  }
}
