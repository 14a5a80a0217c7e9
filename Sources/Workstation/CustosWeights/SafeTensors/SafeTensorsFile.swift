import CCustosFloatKernels
import CustosPlatform

/// A safetensors file whose tensors are copied straight to where they are needed.
///
/// The file is mapped, so that no more of it takes memory than is being copied.
public final class SafeTensorsFile: WeightSource {
  /// The file.
  public let origin: String
  private let header: SafeTensorsHeader
  private let file: MappedFile

  /// Reads the header.
  ///
  /// - Parameter allTypes: whether tensors may have other types than F32: floating-point numbers are
  ///   converted as they are copied, and what is no such number is left out.
  /// - Throws: `WeightsError.platform` when it cannot be read, `.damaged` when it is damaged or holds
  ///   types that it may not.
  public init(_ path: String, allTypes: Bool = false) throws(WeightsError) {
    origin = path
    do throws(PlatformError) { file = try MappedFile(path) } catch { throw .platform(error) }
    do throws(SafeTensorsHeader.Damage) {
      header = try file.withBytes { bytes throws(SafeTensorsHeader.Damage) in
        try SafeTensorsHeader(of: bytes, allTypes: allTypes)
      }
    } catch { throw .damaged(path: path, reason: error.reason) }
  }

  /// Free text by key, the header's `__metadata__`.
  public var metadata: [String: String] { header.metadata }
  /// Names of the tensors, sorted.
  public var names: [String] { header.places.filter { $1.format != nil }.keys.sorted() }

  /// Dimensions of a tensor, slowest first, or nil when there is none of this name.
  public func shape(of name: String) -> [Int]? { place(of: name)?.place.shape }

  private func place(of name: String) -> (place: SafeTensorsHeader.Place, format: FloatFormat)? {
    header.places[name].flatMap { place in place.format.map { (place, $0) } }
  }

  /// Copies the elements of a tensor.
  ///
  /// - Throws: `WeightsError.missing` or `.wrongShape` when there is no tensor of this name and size.
  public func copy(
    _ name: String, to target: UnsafeMutableBufferPointer<Float>
  ) throws(WeightsError) {
    guard let (place, format) = place(of: name) else {
      throw .missing(path: origin, tensor: name, expected: [target.count])
    }
    guard place.bytes.count == target.count * format.byteCount else {
      throw .wrongShape(
        path: origin, tensor: name, expected: [target.count], found: place.shape)
    }
    file.withBytes { format.copy($0.extracting(place.bytes), to: target) }
  }

  /// Copies the elements of a tensor.
  ///
  /// - Throws: as `copy(_:to:)`, and `.notFinite` when it holds NaN or infinite numbers.
  public func copyFinite(
    _ name: String, to target: UnsafeMutableBufferPointer<Float>
  ) throws(WeightsError) {
    try copy(name, to: target)
    guard custos_f32_all_finite(target.baseAddress, target.count) != 0 else {
      throw .notFinite(path: origin, tensor: name)
    }
  }
}
