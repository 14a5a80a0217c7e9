import CustosDetection
import CustosImage
import CustosPlatform
import CustosSupport

/// Patches drawn from a folder for calibration, at the network's size.
public struct CalibrationSample: Sendable {
  /// The folder of class folders that they were drawn from.
  public let folder: String
  /// Bytes `[height, width, 3]` of each patch.
  public let patches: [[UInt8]]
  /// How many of them are of one brightness, but for the noise of a file format, and show nothing.
  public let blankCount: Int
  /// CRC-32 over the patches' pixels in order, eight hexadecimal digits.
  public let digest: String
  /// The files' most frequent size before resizing; the smallest where several are as frequent.
  public let fileWidth: Int
  /// Rows of the same size.
  public let fileHeight: Int
  /// The median distance of staff lines that the patches show, in pixels of `fileHeight` rows; nil when
  /// it was found in none. Patches of other sizes count as if resized to these rows.
  public let staffSpace: Double?
  /// Patches that `staffSpace` was found in.
  public let staffCount: Int
  /// Files that could not be used, each with its sentence; empty unless skipping was asked for.
  public let skipped: [String]

  /// Draws `count` files without repetition, the same ones for the same folder and seed; all when
  /// there are fewer.
  ///
  /// - Throws: `DataError.image` for a file that cannot be used, unless `skippingBad`;
  ///   `DataError.nothingToCalibrate` when none is left.
  public init(
    _ list: PatchList, count: Int, seed: UInt64, width: Int, height: Int, skippingBad: Bool = false
  ) throws {
    var patches: [[UInt8]] = []
    var sizes: [[Int]: Int] = [:]
    /// Staff spaces as shares of the patches' rows, which resizing leaves as they are.
    var spaces: [Double] = []
    var skipped = list.skipped.map(\.message)
    var digest = CRC32()
    for item in list.shuffled(seed: seed).items where patches.count < count {
      do {
        let image = try Self.read(item.path)
        sizes[[image.height, image.width], default: 0] += 1
        if let scale = StaffScale.estimate(in: GrayImage(image)) {
          spaces.append(scale.staffSpace / Double(image.height))
        }
        let pixels = image.resized(width: width, height: height).pixels
        digest.update(pixels.span.bytes)
        patches.append(pixels)
      } catch {
        guard skippingBad else { throw error }
        skipped.append("\(error)")
      }
    }
    let frequent = sizes.max { ($0.value, $1.key[0], $1.key[1]) < ($1.value, $0.key[0], $0.key[1]) }
    guard let size = frequent?.key else { throw DataError.nothingToCalibrate(folder: list.folder) }
    folder = list.folder
    self.patches = patches
    blankCount = patches.count { patch in
      (patch.max() ?? 0) - (patch.min() ?? 0) < 8
    }
    self.digest = CRC32.text(of: digest.value)
    fileHeight = size[0]
    fileWidth = size[1]
    staffSpace = Self.median(spaces).map { $0 * Double(size[0]) }
    staffCount = spaces.count
    self.skipped = skipped
  }

  /// The middle value; the mean of both middle ones where their number is even.
  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private static func read(_ path: String) throws(DataError) -> PixelBuffer {
    let file: [UInt8]
    do { file = try FileSystem.read(path) } catch { throw .platform(error) }
    do throws(ImageError) { return try PixelBuffer(decoding: file) } catch {
      throw .image(error, item: path)
    }
  }
}

extension PatchList {
  /// The same pictures in the order in which a calibration draws them.
  func shuffled(seed: UInt64) -> PatchList {
    var items = items
    var random = SeededGenerator(seed: seed)
    random.shuffle(&items)
    return PatchList(folder: folder, labels: labels, items: items, skipped: skipped)
  }

  /// The first `count` pictures that a calibration with this seed has drawn.
  public func drawn(_ count: Int, seed: UInt64) -> PatchList {
    let drawn = shuffled(seed: seed)
    return PatchList(folder: folder, labels: labels, items: Array(drawn.items.prefix(count)))
  }
}
