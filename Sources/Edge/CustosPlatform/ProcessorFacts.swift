import CCustosPlatform

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

  /// The relative speeds of the CPUs, as the scheduler has them, padded with zeros to the pool's table; empty
  /// where the system does not tell.
  static func capacities(root: String = "") -> [UInt16] {
    var capacities: [UInt16] = []
    let limit = Int(custos_capacity_count)
    while capacities.count < limit,
      let capacity = SystemFile.integer(
        "\(root)/sys/devices/system/cpu/cpu\(capacities.count)/cpu_capacity"),
      let value = UInt16(exactly: capacity)
    {
      capacities.append(value)
    }
    guard !capacities.isEmpty else { return [] }
    return capacities + [UInt16](repeating: 0, count: limit - capacities.count)
  }
}
