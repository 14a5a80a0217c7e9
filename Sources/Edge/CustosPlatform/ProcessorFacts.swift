/// What the system tells of the machine and does not change while it runs; nil is unknown.
public struct ProcessorFacts: Equatable, Sendable {
  /// The name of the board, such as `Raspberry Pi 4 Model B Rev 1.4`.
  public let board: String?
  /// The name of the processor, such as `Cortex-A72`.
  public let name: String?
  /// The highest clock in kHz.
  public let maximumClockKilohertz: Int?
  /// What chooses the clock, such as `ondemand` or `performance`.
  public let governor: String?

  /// Reads the facts from the `proc` and `sys` below `root`, which is empty but in tests.
  public init(root: String = "") {
    board = SystemFile.text(root + "/proc/device-tree/model")
    let cpu = root + "/sys/devices/system/cpu/cpu0"
    let midr = SystemFile.text(cpu + "/regs/identification/midr_el1")
    name =
      SystemFile.bytes(root + "/proc/cpuinfo").flatMap { ProcessorName.parse(cpuInfo: $0) }
      ?? midr.flatMap { SystemFile.hexadecimal($0) }.map { ProcessorName.name(midr: $0) }
    maximumClockKilohertz = SystemFile.integer(cpu + "/cpufreq/cpuinfo_max_freq")
    governor = SystemFile.text(cpu + "/cpufreq/scaling_governor")
  }
}
