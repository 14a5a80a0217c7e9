/// Names of processors.
public enum ProcessorName {
  /// Finds the name in the text of /proc/cpuinfo: on ARM the names of the kinds of cores, joined by
  /// ` + `, elsewhere the first `model name`. Gives nil when the text has neither.
  public static func parse(cpuInfo: [UInt8]) -> String? {
    var implementer: UInt64?
    var cores: [String] = []
    var modelName: String?
    for line in cpuInfo.split(separator: UInt8(ascii: "\n")) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let value = String(
        decoding: SystemFile.trimmed(line[(colon + 1)...]), as: UTF8.self)
      switch String(decoding: SystemFile.trimmed(line[..<colon]), as: UTF8.self) {
      case "CPU implementer": implementer = SystemFile.hexadecimal(value)
      case "CPU part":
        guard let implementer, let part = SystemFile.hexadecimal(value) else { continue }
        let core = name(implementer: implementer, part: part)
        if !cores.contains(core) { cores.append(core) }
      case "model name": modelName = modelName ?? value
      default: continue
      }
    }
    return cores.isEmpty ? modelName : cores.joined(separator: " + ")
  }

  /// The name of an ARM core by its main identification register, MIDR_EL1.
  public static func name(midr: UInt64) -> String {
    name(implementer: midr >> 24 & 0xFF, part: midr >> 4 & 0xFFF)
  }

  private static func name(implementer: UInt64, part: UInt64) -> String {
    let arm: UInt64 = 0x41
    if implementer == arm, let core = armCores.first(where: { $0.part == part }) {
      return core.name
    }
    return "implementer 0x\(String(implementer, radix: 16)), part 0x\(String(part, radix: 16))"
  }

  /// Arm's part numbers, from the technical reference manuals.
  private static let armCores: [(part: UInt64, name: String)] = [
    (0xD04, "Cortex-A35"), (0xD03, "Cortex-A53"), (0xD05, "Cortex-A55"), (0xD07, "Cortex-A57"),
    (0xD08, "Cortex-A72"), (0xD09, "Cortex-A73"), (0xD0A, "Cortex-A75"), (0xD0B, "Cortex-A76"),
    (0xD0C, "Neoverse-N1"), (0xD0D, "Cortex-A77"), (0xD41, "Cortex-A78"), (0xD46, "Cortex-A510"),
    (0xD47, "Cortex-A710"), (0xD49, "Neoverse-N2"), (0xD4B, "Cortex-A78C"), (0xD4D, "Cortex-A715"),
    (0xD80, "Cortex-A520"), (0xD81, "Cortex-A720"),
  ]
}
