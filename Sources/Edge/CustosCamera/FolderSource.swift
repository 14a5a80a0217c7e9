import CCustosCamera
import CustosImage
import CustosPlatform

/// Every picture that is completed in a folder from now on (inotify): closed by its writer, renamed into
/// the folder, or linked into it. Hidden files and files without a picture's extension are left alone.
final class FolderSource: FrameSource {
  private let folder: String
  private var watch = custos_watch()

  /// Watches a folder.
  ///
  /// - Throws: `CameraError.file`.
  init(_ folder: String) throws(CameraError) {
    self.folder = folder
    super.init(name: folder)
    let errorNumber = folder.withCString { custos_watch_open($0, &watch) }
    guard errorNumber == 0 else {
      throw .file(.cannotRead(path: folder, errorNumber: errorNumber))
    }
  }

  deinit { custos_watch_close(&watch) }

  override func next(milliseconds: Int) throws(CameraError) -> Event {
    var name = [CChar](repeating: 0, count: Int(CUSTOS_WATCH_NAME_SIZE))
    var errorNumber: Int32 = 0
    switch custos_watch_next(&watch, Int32(clamping: milliseconds), &name, &errorNumber) {
    case CUSTOS_WATCH_FILE: return picture(name, isNew: false)
    case CUSTOS_WATCH_CREATED: return picture(name, isNew: true)
    case CUSTOS_WATCH_NOTHING: return .nothing
    case CUSTOS_WATCH_OVERFLOW:
      note("So many files came into \(folder) at once that some are missed.")
      return .nothing
    case CUSTOS_WATCH_GONE: throw .folderGone(path: folder)
    default: throw .file(.cannotRead(path: folder, errorNumber: errorNumber))
    }
  }

  /// The picture of an entry; `isNew` is one that has just been made and may still be written to.
  private func picture(_ name: [CChar], isNew: Bool) -> Event {
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let file = String(decoding: bytes, as: UTF8.self)
    guard bytes.first != UInt8(ascii: "."), ImageFormat.isPicture(named: file) else {
      return .nothing
    }
    let entry = FolderEntry(bytes, in: folder)
    guard !isNew || entry.isCompleteWhenMade else { return .nothing }
    if let refusal = entry.refusal {
      note(refusal)
      return .nothing
    }
    return .frame(RawFrame(.file(entry.path), name: file))
  }
}
