public import CustosPlatform
public import CustosSupport
import Foundation
import SwiftProtobuf

#if canImport(Glibc)
import Glibc
#endif

/// A TensorBoard event file that grows by a record an epoch.
///
/// Records are framed as TFRecord: length (8 bytes, little endian), masked CRC-32C of the length,
/// the event in protocol-buffer form, masked CRC-32C of the event. The file is a log that TensorBoard
/// reads while it grows, so it is appended to and not replaced; a record cut short by a crash is
/// skipped by readers.
///
/// TensorBoard takes a folder's files in the order of their names and each curve in the order of time, so
/// neither goes back where the clock does: names count on, and no event is older than the one before it.
public final class EventFile {
  private let path: String
  private let handle: UnsafeMutablePointer<FILE>
  /// That of the last event, in seconds since 1970.
  private var time: Double

  /// Starts a file in `folder`, which is created if need be.
  ///
  /// - Parameter time: seconds since 1970; part of the name, by which TensorBoard orders files.
  /// - Throws: `PlatformError.cannotCreate`, `.cannotWrite`, or `.cannotRead` for the folder's other files.
  public init(folder: String, time: Double) throws(PlatformError) {
    try FileSystem.createDirectories(folder)
    let latest = try Self.latest(in: folder)
    let number = String(max(Int(time), latest.number + 1))
    // Ten digits, so that names are in the order of numbers.
    let digits = String(repeating: "0", count: max(0, 10 - number.count)) + number
    let path = Path.join(folder, "\(EventFileName.prefix)\(digits).custos.0")
    guard let handle = fopen(path, "wb") else {
      throw .cannotCreate(path: path, errorNumber: errno)
    }
    self.path = path
    self.handle = handle
    self.time = max(time, latest.time)
    var event = Custos_Event()
    event.wallTime = self.time
    event.fileVersion = "brain.Event:2"
    try append(event)
  }

  deinit { fclose(handle) }

  /// Appends the values of an epoch and hands them to the system.
  ///
  /// - Throws: `PlatformError.cannotWrite`.
  public func append(_ values: [(tag: String, value: Double)], step: Int, time: Double)
    throws(PlatformError)
  {
    let entries = values.map { entry in
      var value = Custos_Summary.Value()
      value.tag = entry.tag
      value.simpleValue = Float(entry.value)
      return value
    }
    try append(entries, step: step, time: time)
  }

  /// Appends an RGB picture that is given as a PNG file and hands it to the system.
  ///
  /// - Throws: `PlatformError.cannotWrite`.
  public func append(_ picture: EncodedPicture, tag: String, step: Int, time: Double)
    throws(PlatformError)
  {
    var value = Custos_Summary.Value()
    value.tag = tag
    value.image.width = Int32(picture.width)
    value.image.height = Int32(picture.height)
    value.image.colorspace = 3
    value.image.encodedImageString = Data(picture.bytes)
    try append([value], step: step, time: time)
  }

  private func append(_ values: [Custos_Summary.Value], step: Int, time: Double)
    throws(PlatformError)
  {
    self.time = max(self.time, time)
    var event = Custos_Event()
    event.wallTime = self.time
    event.step = Int64(step)
    event.summary.value = values
    try append(event)
  }

  private func append(_ event: Custos_Event) throws(PlatformError) {
    let content: [UInt8]
    do { content = try event.serializedBytes() } catch {
      throw .cannotWrite(path: path, errorNumber: EINVAL)
    }
    let record = Self.record(content)
    let written = record.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, handle) }
    guard written == record.count, fflush(handle) == 0 else {
      throw .cannotWrite(path: path, errorNumber: errno)
    }
  }

  /// Frames content as a TFRecord.
  static func record(_ content: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(content.count))
    return length + littleEndian(MaskedCRC32C.masked(length)) + content
      + littleEndian(MaskedCRC32C.masked(content))
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
