import CustosPlatform
import Foundation
import Testing

/// Reads event files by the format's description, independently of the writer.
public enum EventReader {
  /// A picture of an event file.
  public struct Picture: Equatable {
    /// The step that it belongs to.
    public var step: Int
    /// Rows.
    public var height: Int
    /// Columns.
    public var width: Int
    /// Channels of a pixel.
    public var channels: Int
    /// The bytes of the picture's file.
    public var file: [UInt8]
  }

  /// Values by tag and step of all event files of a folder.
  public static func scalars(in folder: String) throws -> [String: [Int: Float]] {
    var scalars: [String: [Int: Float]] = [:]
    for (tag, step, value) in try values(in: folder) {
      guard let number = number(value) else { continue }
      scalars[tag, default: [:]][step] = number
    }
    return scalars
  }

  /// Pictures by tag of all event files of a folder.
  public static func pictures(in folder: String) throws -> [String: Picture] {
    var pictures: [String: Picture] = [:]
    for (tag, step, value) in try values(in: folder) {
      guard let image = value[4].map({ fields($0[0]) }) else { continue }
      let numbers = [1, 2, 3].map { image[$0].map { varint($0[0]) } ?? 0 }
      pictures[tag] = Picture(
        step: step, height: numbers[0], width: numbers[1], channels: numbers[2],
        file: image[4]?[0] ?? [])
    }
    return pictures
  }

  /// Number of a value of `values(in:)`, nil where it is a picture.
  public static func number(_ value: [Int: [[UInt8]]]) -> Float? {
    value[2].map { Float(bitPattern: $0[0].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }) }
  }

  /// All values of all event files of a folder, in order. Files without a byte are left by runs that
  /// were killed at the wrong moment.
  public static func values(
    in folder: String
  ) throws -> [(tag: String, step: Int, value: [Int: [[UInt8]]])] {
    var values: [(tag: String, step: Int, value: [Int: [[UInt8]]])] = []
    for name in try FileSystem.list(folder) {
      let bytes = try FileSystem.read(folder + "/" + name)
      guard !bytes.isEmpty else { continue }
      let events = try records(bytes).map(fields)
      #expect(name.hasPrefix("events.out.tfevents."))
      #expect(events.first?[3].map { String(decoding: $0[0], as: UTF8.self) } == "brain.Event:2")
      for event in events.dropFirst() {
        let step = event[2].map { varint($0[0]) } ?? 0
        for value in (event[5] ?? []).flatMap({ fields($0)[1] ?? [] }).map(fields) {
          values.append((String(decoding: value[1]?[0] ?? [], as: UTF8.self), step, value))
        }
      }
    }
    return values
  }

  /// The times of all events of a folder, file by file in the order of their names.
  public static func times(in folder: String) throws -> [Double] {
    try FileSystem.list(folder).flatMap { name in
      try records(try FileSystem.read(folder + "/" + name)).map { event in
        let bytes = fields(event)[1]?[0] ?? []
        return Double(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
      }
    }
  }

  private static func records(_ bytes: [UInt8]) throws -> [[UInt8]] {
    var records: [[UInt8]] = []
    var place = 0
    while place < bytes.count {
      let length = bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      #expect(number(bytes, at: place + 8) == masked(bytes[place..<place + 8]))
      let content = Array(bytes[place + 12..<place + 12 + length])
      #expect(number(bytes, at: place + 12 + length) == masked(content[...]))
      records.append(content)
      place += length + 16
    }
    return records
  }

  private static func number(_ bytes: [UInt8], at place: Int) -> UInt32 {
    bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func masked(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let crc = castagnoli(bytes)
    return (crc >> 15 | crc << 17) &+ 0xa282_ead8
  }

  /// CRC-32C bit by bit; the check value of "123456789" is e3069283.
  public static func castagnoli(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xffff_ffff
    for byte in bytes {
      for bit in 0..<8 {
        let mixed = (crc ^ UInt32(byte >> UInt8(bit))) & 1
        crc = crc >> 1 ^ (mixed == 1 ? 0x82f6_3b78 : 0)
      }
    }
    return ~crc
  }

  /// The fields of a protocol-buffer message as raw bytes: a varint, 8, 4 or counted bytes each.
  private static func fields(_ bytes: [UInt8]) -> [Int: [[UInt8]]] {
    var fields: [Int: [[UInt8]]] = [:]
    var rest = bytes[...]
    func takeVarint() -> [UInt8] {
      var taken: [UInt8] = []
      while let byte = rest.popFirst() {
        taken.append(byte)
        if byte < 128 { break }
      }
      return taken
    }
    while !rest.isEmpty {
      let key = varint(takeVarint())
      let count: Int
      switch key & 7 {
      case 0:
        fields[key >> 3, default: []].append(takeVarint())
        continue
      case 1: count = 8
      case 5: count = 4
      default: count = varint(takeVarint())
      }
      fields[key >> 3, default: []].append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return fields
  }

  private static func varint(_ bytes: [UInt8]) -> Int {
    bytes.reversed().reduce(0) { $0 << 7 | Int($1 & 127) }
  }
}

@Suite struct EventReaderTests {
  @Test func checksumMatchesItsCheckValue() {
    #expect(EventReader.castagnoli(Array("123456789".utf8)[...]) == 0xe306_9283)
  }
}
