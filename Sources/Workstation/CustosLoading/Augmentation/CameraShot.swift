import CCustosFloatKernels
package import CustosImage
import Foundation

/// What a camera does to one picture: position and angle, light, focus, noise and compression.
///
/// All geometry is one mapping, sampled once, so that nothing is blurred twice. The rest follows in
/// the order in which it happens: light, blur, noise, black and white, JPEG. The default leaves a picture as it is.
public struct CameraShot: Equatable, Sendable {
  /// Rows of the source that a row of the result covers; below 1 enlarges.
  public var zoomY: Float = 1
  /// Columns of the source that a column of the result covers.
  public var zoomX: Float = 1
  /// Degrees by which the picture is turned, clockwise.
  public var rotation: Float = 0
  /// How much farther the lower edge is than the centre, as a share of the distance, -0.4...0.4.
  public var tiltY: Float = 0
  /// How much farther the right edge is than the centre.
  public var tiltX: Float = 0
  /// Factor on all pixels.
  public var brightness: Float = 1
  /// What the factor gains from the centre to the lower edge.
  public var gradientY: Float = 0
  /// What the factor gains from the centre to the right edge.
  public var gradientX: Float = 0
  /// Standard deviation of the blur in pixels; below 0.1 there is none.
  public var blur: Float = 0
  /// Standard deviation of the noise in grey levels.
  public var noise: Float = 0
  /// Decides the noise.
  public var noiseSeed: UInt32 = 0
  /// Brightness from which on a scan in black and white is white, 0...255; nil for none.
  public var threshold: Float?
  /// Quality of the JPEG compression, 1...100; nil for none.
  public var quality: Int?

  /// A shot that changes nothing.
  public init() {}

  /// Takes the picture.
  ///
  /// - Parameters:
  ///   - source: bytes `[height, width, 3]`.
  ///   - target: where `height * width * 3` floats 0...255 are written.
  ///   - darkroom: room to work in, for pictures of this size.
  /// - Throws: `ImageError` when there is no memory for the JPEG codec.
  func take(
    _ source: Span<UInt8>, into target: inout MutableSpan<Float>, with darkroom: Darkroom
  ) throws(ImageError) {
    let (height, width) = (darkroom.height, darkroom.width)
    precondition(
      source.count == height * width * 3 && target.count == source.count,
      "the pictures have the room's size")
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        project(source.baseAddress, target.baseAddress, height, width)
      }
    }
    if blur >= 0.1 { darkroom.blur(&target, deviation: blur) }
    if noise > 0 {
      target.withUnsafeMutableBufferPointer {
        custos_f32_add_noise($0.baseAddress, $0.count, noise, noiseSeed)
      }
    }
    if let threshold { darkroom.threshold(&target, level: threshold) }
    if let quality { try darkroom.compress(&target, quality: quality) }
  }

  /// Position, angle and light.
  private func project(
    _ source: UnsafePointer<UInt8>?, _ target: UnsafeMutablePointer<Float>?, _ height: Int,
    _ width: Int
  ) {
    if rotation == 0, tiltY == 0, tiltX == 0 {
      custos_f32_zoom_rgb(source, height, width, zoomY, zoomX, target)
    } else {
      custos_f32_warp_rgb(source, height, width, homography(height: height, width: width), target)
    }
    if brightness != 1 || gradientY != 0 || gradientX != 0 {
      custos_f32_light_rgb(
        target, height, width, brightness, gradientY / Self.half(height),
        gradientX / Self.half(width))
    }
  }

  /// The result as bytes, `[height, width, 3]`.
  package func take(_ source: [UInt8], with darkroom: Darkroom) throws(ImageError) -> [UInt8] {
    var values = [Float](repeating: 0, count: source.count)
    var bytes = [UInt8](repeating: 0, count: source.count)
    var target = values.mutableSpan
    try take(source.span, into: &target, with: darkroom)
    custos_f32_to_u8(values, values.count, &bytes)
    return bytes
  }

  /// Maps `[x, y, 1]` of the result to the source, both from the centre: first the perspective, then
  /// the rotation, then the zoom.
  func homography(height: Int, width: Int) -> [Float] {
    let angle = Double(rotation) * .pi / 180
    let (cosine, sine) = (Float(cos(angle)), Float(sin(angle)))
    return [
      zoomX * cosine, zoomX * sine, 0,
      -zoomY * sine, zoomY * cosine, 0,
      -tiltX / Self.half(width), -tiltY / Self.half(height), 1,
    ]
  }

  private static func half(_ size: Int) -> Float { max(Float(size - 1) * 0.5, 0.5) }
}
