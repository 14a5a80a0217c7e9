import CCustosFloatKernels
import CustosPlatform
import CustosSupport

/// A safetensors file whose tensors are copied straight to where they are needed.
///
/// The file is mapped, so that no more of it takes memory than is being copied.
package final class SafeTensorsFile {
  private let path: String
  private let header: SafeTensorsHeader
  private let file: MappedFile

  /// Reads the header.
  ///
  /// - Throws: `FileError.platform` when it cannot be read, `.damaged` when it is damaged or
  ///   holds other types than F32.
  package init(_ path: String) throws {
    self.path = path
    do { file = try MappedFile(path) } catch { throw FileError.platform(error) }
    do { header = try SafeTensorsHeader(of: file.bytes) } catch {
      throw FileError.damaged(path: path, reason: error.reason)
    }
  }

  /// Free text by key, the header's `__metadata__`.
  package var metadata: [String: String] { header.metadata }
  /// Names of the tensors, sorted.
  package var names: [String] { header.places.keys.sorted() }

  /// Dimensions of a tensor, slowest first, or nil when there is none of this name.
  package func shape(of name: String) -> [Int]? { header.places[name]?.shape }

  /// Copies the elements of a tensor.
  ///
  /// - Returns: false when there is no tensor of this name and size, or when it holds NaN or
  ///   infinite numbers.
  package func copyFinite(_ name: String, to target: UnsafeMutableBufferPointer<Float>) -> Bool {
    guard let place = header.places[name], place.bytes.count == target.count * 4 else {
      return false
    }
    withExtendedLifetime(file) {
      UnsafeMutableRawBufferPointer(target).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: file.bytes[place.bytes]))
    }
    return custos_f32_all_finite(target.baseAddress, target.count) != 0
  }
}
