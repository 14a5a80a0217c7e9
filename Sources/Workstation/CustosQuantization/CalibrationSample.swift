import CustosData
import CustosImage
import CustosPlatform
import CustosTraining

/// Patches drawn from a folder for calibration, at the network's size.
public struct CalibrationSample: Sendable {
  /// Bytes `[height, width, 3]` of each patch.
  public let patches: [[UInt8]]
  /// CRC-32 over the patches' pixels in order, eight hexadecimal digits.
  public let digest: String
  /// The files' most frequent size before resizing; the smallest where several are as frequent.
  public let fileWidth: Int
  /// Rows of the same size.
  public let fileHeight: Int
  /// Files that could not be used, each with its sentence; empty unless skipping was asked for.
  public let skipped: [String]

  /// Draws `count` files without repetition, the same ones for the same folder and seed; all when
  /// there are fewer.
  ///
  /// - Throws: `TrainingError.picture` for a file that cannot be used, unless `skippingBad`;
  ///   `QuantizationError.noPatches` when none is left.
  public init(
    _ list: PatchList, count: Int, seed: UInt64, width: Int, height: Int, skippingBad: Bool = false
  ) throws {
    var items = list.items
    var random = SeededGenerator(seed: seed)
    random.shuffle(&items)
    var patches: [[UInt8]] = []
    var sizes: [[Int]: Int] = [:]
    var skipped: [String] = []
    var digest = CRC32()
    for item in items where patches.count < count {
      do {
        let image = try Self.read(item.path)
        sizes[[image.height, image.width], default: 0] += 1
        let pixels = image.resized(width: width, height: height).pixels
        pixels.withUnsafeBytes { digest.update($0) }
        patches.append(pixels)
      } catch {
        guard skippingBad else { throw error }
        skipped.append("\(error)")
      }
    }
    let frequent = sizes.max { ($0.value, $1.key[0], $1.key[1]) < ($1.value, $0.key[0], $0.key[1]) }
    guard let size = frequent?.key else { throw QuantizationError.noPatches(folder: list.folder) }
    self.patches = patches
    self.digest = CRC32.text(of: digest.value)
    fileHeight = size[0]
    fileWidth = size[1]
    self.skipped = skipped
  }

  private static func read(_ path: String) throws(TrainingError) -> PixelBuffer {
    let file: [UInt8]
    do { file = try FileSystem.read(path) } catch { throw .platform(error) }
    do throws(ImageError) { return try PixelBuffer(decoding: file) } catch {
      throw .picture(path: path, error)
    }
  }
}
