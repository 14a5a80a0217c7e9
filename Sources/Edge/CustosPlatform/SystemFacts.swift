/// What the system tells of itself and its memory; nil is unknown.
public struct SystemFacts: Equatable, Sendable {
  /// The distribution's name, such as `Debian GNU/Linux 12 (bookworm)`.
  public let distribution: String?
  /// The kernel's release, such as `6.6.31+rpt-rpi-v8`.
  public let kernel: String?
  /// All memory in kB (1024 bytes).
  public let memoryKilobytes: Int?
  /// Memory that programs can still have, in kB.
  public let availableKilobytes: Int?

  /// Reads the facts from the `etc` and `proc` below `root`, which is empty but in tests.
  public init(root: String = "") {
    let release = SystemFile.bytes(root + "/etc/os-release") ?? []
    distribution = Self.value(of: "PRETTY_NAME=", in: release).map { Self.unquoted($0) }
    kernel = SystemFile.text(root + "/proc/sys/kernel/osrelease")
    let memory = SystemFile.bytes(root + "/proc/meminfo") ?? []
    memoryKilobytes = Self.kilobytes("MemTotal:", memory)
    availableKilobytes = Self.kilobytes("MemAvailable:", memory)
  }

  /// What follows a line's beginning.
  static func value(of name: String, in text: [UInt8]) -> String? {
    let beginning = [UInt8](name.utf8)
    for line in text.split(separator: 10) where line.starts(with: beginning) {
      return String(
        decoding: SystemFile.trimmed(line.dropFirst(beginning.count)), as: UTF8.self)
    }
    return nil
  }

  private static func kilobytes(_ name: String, _ text: [UInt8]) -> Int? {
    guard let value = value(of: name, in: text) else { return nil }
    return Int(String(decoding: Array(value.utf8.prefix { $0 != 32 }), as: UTF8.self))
  }

  private static func unquoted(_ text: String) -> String {
    let bytes = [UInt8](text.utf8)
    let quote = UInt8(ascii: "\"")
    guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return text }
    return String(decoding: bytes[1..<(bytes.count - 1)], as: UTF8.self)
  }
}
