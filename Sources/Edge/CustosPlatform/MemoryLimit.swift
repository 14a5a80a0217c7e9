/// How much memory this process may still take, by the machine and by its control groups, such as those
/// of a container or of a service with `MemoryMax=`.
public enum MemoryLimit {
  /// Bytes that can still be had: the least of the machine's available memory and of what each control
  /// group above the process leaves of its limit. Pictures and other files that the kernel keeps in
  /// memory count as free, since they make room. `Int.max` where the system tells nothing.
  ///
  /// - Parameter root: what precedes `/proc` and `/sys`; empty but in tests.
  public static func bytes(root: String = "") -> Int {
    var least = SystemFacts(root: root).availableKilobytes.map { $0 * 1024 } ?? Int.max
    // Within a container the path may be the host's; the group then lies at the top.
    for folder in ControlGroup(root: root).folders(of: "memory") {
      least = min(least, remainder(of: folder))
    }
    return least
  }

  /// Names of a group's limit, use and statistic of files in memory: version 2, version 1.
  private static let names = [
    ("max", "current", "inactive_file "),
    ("limit_in_bytes", "usage_in_bytes", "total_inactive_file "),
  ]

  /// What one group leaves of its limit; `Int.max` without a limit.
  private static func remainder(of group: String) -> Int {
    for (limit, use, files) in names {
      guard let limit = SystemFile.integer(group + "/memory." + limit) else { continue }
      let used = SystemFile.integer(group + "/memory." + use) ?? 0
      let kept =
        SystemFacts.value(of: files, in: SystemFile.bytes(group + "/memory.stat") ?? [])
        .flatMap { Int($0) } ?? 0
      return max(0, limit - max(0, used - kept))
    }
    return Int.max
  }
}
