import CustosCamera
import CustosImage
import CustosPlatform

/// A folder of corrected labels: pictures `NAME.png`, and beside each a file `NAME.png-INDEX.json`
/// for every symbol that was corrected. Nothing in it is ever deleted; a symbol that is corrected
/// again gets the newer label.
final class FeedbackStore {
  let folder: String
  let limitBytes: Int
  /// The size of all files in the folder.
  private(set) var usedBytes = 0
  /// Labels in the folder.
  private(set) var labelCount = 0
  private let lock: FolderLock
  /// The number of the last picture, which is counted within this process, and its file's name.
  private var last: (number: Int, name: String)?

  /// Opens the folder, which is created if need be.
  init(folder: String, limitBytes: Int) throws(CommandError) {
    self.folder = folder
    self.limitBytes = limitBytes
    do throws(PlatformError) {
      try FileSystem.createDirectories(folder)
      lock = try FolderLock(folder)
      try FileSystem.removeTemporaries(in: folder)
      for name in try FileSystem.list(folder) {
        usedBytes += FileSystem.size(of: Path.join(folder, name)) ?? 0
        if Path.lowercasedExtension(name) == "json" { labelCount += 1 }
      }
    } catch { throw CommandError(error) }
  }

  /// Stores a correction: first the picture, then the label that needs it.
  ///
  /// - Returns: the label's file name.
  /// - Throws: `Refusal` when the folder would grow beyond its limit or cannot be written to.
  func add(_ correction: Correction) throws(Refusal) -> String {
    let number = correction.served.number
    var picture: [UInt8]?
    let name: String
    // A picture whose existence cannot be checked may be missing, so no label is written for it.
    if let last, last.number == number, isFile(last.name) {
      name = last.name
    } else {
      let bytes = try encoded(correction)
      name = correction.pictureName(checksum: CRC32.text(of: CRC32.checksum(bytes)))
      if !isFile(name) { picture = bytes }
    }
    // The file name of the patch that training will see but for its extension.
    let labelName = "\(name)-\(correction.index).json"
    let picturePath = Path.join(folder, name)
    let labelPath = Path.join(folder, labelName)
    let label = [UInt8](correction.text(picture: name, sequence: labelCount).utf8)
    let oldSize = FileSystem.size(of: labelPath)
    let total = usedBytes + label.count + (picture?.count ?? 0) - (oldSize ?? 0)
    guard total <= limitBytes else {
      throw Refusal(
        507,
        "The correction is not stored: \(folder) would hold \(Self.megabytes(total)) MB, but at "
          + "most \(Self.megabytes(limitBytes)) MB are allowed; use `custos import-feedback` and move "
          + "its files away, or give a larger --store-limit.")
    }
    do throws(PlatformError) {
      if let picture {
        try FileSystem.write(picture, to: picturePath, replacing: false)
        usedBytes += picture.count
      }
      try FileSystem.write(label, to: labelPath, replacing: true)
    } catch { throw Refusal(error) }
    last = (number, name)
    usedBytes += label.count - (oldSize ?? 0)
    if oldSize == nil { labelCount += 1 }
    return labelName
  }

  private func isFile(_ name: String) -> Bool {
    FileSystem.kind(of: Path.join(folder, name)) == .file
  }

  private func encoded(_ correction: Correction) throws(Refusal) -> [UInt8] {
    do throws(ImageError) {
      return try correction.served.reading.frame.pixels.encoded(as: .png)
    } catch { throw Refusal(500, error.message(for: "The picture")) }
  }

  private static func megabytes(_ bytes: Int) -> String {
    NumberText.fixed(Double(bytes) / 1_000_000, decimals: 1)
  }
}
