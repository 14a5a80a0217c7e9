public import CustosPlatform
import CustosSupport
import SwiftProtobuf

extension EventFile {
  /// The last step in the event files of a folder, 0 if there is none.
  ///
  /// Records that are cut short or damaged end their file, as for TensorBoard.
  ///
  /// - Throws: `PlatformError.cannotRead`.
  public static func lastStep(in folder: String) throws(PlatformError) -> Int {
    guard FileSystem.kind(of: folder) == .directory else { return 0 }
    var last = 0
    for name in try FileSystem.list(folder) where name.hasPrefix(EventFileName.prefix) {
      last = max(last, lastStep(of: try FileSystem.read(Path.join(folder, name))))
    }
    return last
  }

  /// The largest time and the largest number in a name of the event files of a folder, 0 if there are none.
  ///
  /// - Throws: `PlatformError.cannotRead`.
  static func latest(in folder: String) throws(PlatformError) -> (time: Double, number: Int) {
    var latest = (time: 0.0, number: 0)
    for name in try FileSystem.list(folder) where name.hasPrefix(EventFileName.prefix) {
      let digits = name.dropFirst(EventFileName.prefix.count).prefix { $0 != "." }
      latest.number = max(latest.number, digits.count > 12 ? 0 : Int(digits) ?? 0)
      forEachEvent(of: try FileSystem.read(Path.join(folder, name))) {
        if $0.wallTime.isFinite { latest.time = max(latest.time, $0.wallTime) }
      }
    }
    return latest
  }

  /// The last step in the records of one file.
  static func lastStep(of bytes: [UInt8]) -> Int {
    var last = 0
    forEachEvent(of: bytes) { last = max(last, Int(clamping: $0.step)) }
    return last
  }

  private static func forEachEvent(of bytes: [UInt8], _ body: (Custos_Event) -> Void) {
    var place = 0
    // Before and behind the content: length and checksum, checksum.
    while bytes.count - place >= 16 {
      let length = bytes[place..<place + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard length <= UInt64(bytes.count - place - 16) else { break }
      let content = Array(bytes[place + 12..<place + 12 + Int(length)])
      let whole = record(content)
      guard bytes[place..<place + whole.count].elementsEqual(whole),
        let event = try? Custos_Event(serializedBytes: content)
      else { break }
      body(event)
      place += whole.count
    }
  }
}
