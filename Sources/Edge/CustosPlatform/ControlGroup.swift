/// The control groups of this process (cgroup v2 or v1), whose limits count beside the machine's.
public struct ControlGroup {
  /// A part of the CPUs' time.
  public struct ProcessorQuota: Equatable, Sendable {
    /// Microseconds of CPU time in each period.
    public let microseconds: Int
    /// The period in microseconds.
    public let period: Int

    /// The quota in CPUs, such as 0.5.
    public var count: Double { Double(microseconds) / Double(period) }
    /// The quota in CPUs, rounded up.
    public var wholeCount: Int { (microseconds + period - 1) / period }
  }

  private let root: String
  /// Controllers, such as `cpu,cpuacct` (empty for v2), and the group's path.
  private let groups: [(controllers: String, path: String)]

  /// Reads `/proc/self/cgroup` below `root`, which is empty but in tests.
  public init(root: String = "") {
    self.root = root
    groups = (SystemFile.bytes(root + "/proc/self/cgroup") ?? []).split(separator: 10).compactMap {
      let parts = $0.split(
        separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      return (String(decoding: parts[1], as: UTF8.self), String(decoding: parts[2], as: UTF8.self))
    }
  }

  /// The folders of the group that has a controller, and of the groups around it, the innermost first.
  public func folders(of controller: String) -> [String] {
    groups.flatMap { group -> [String] in
      let names = group.controllers.utf8.split(separator: UInt8(ascii: ","))
      guard names.isEmpty || names.contains(where: { $0.elementsEqual(controller.utf8) }) else {
        return []
      }
      let top = root + "/sys/fs/cgroup" + (names.isEmpty ? "" : "/" + controller)
      let parts = group.path.utf8.split(separator: UInt8(ascii: "/"))
      return (0...parts.count).reversed().map { count in
        parts.prefix(count).reduce(top) { $0 + "/" + String(decoding: Array($1), as: UTF8.self) }
      }
    }
  }

  /// The smallest quota of CPU time of the groups; nil: there is none.
  public var processorQuota: ProcessorQuota? {
    folders(of: "cpu").compactMap { folder -> ProcessorQuota? in
      let numbers: [Int?]
      if let text = SystemFile.text(folder + "/cpu.max") {
        numbers = text.utf8.split(separator: 32).map {
          Int(String(decoding: Array($0), as: UTF8.self))
        }
      } else {
        numbers = ["quota", "period"].map { SystemFile.integer(folder + "/cpu.cfs_\($0)_us") }
      }
      // "max" and -1 stand for no quota.
      guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0,
        period > 0
      else { return nil }
      return ProcessorQuota(microseconds: quota, period: period)
    }.min { $0.count < $1.count }
  }
}
