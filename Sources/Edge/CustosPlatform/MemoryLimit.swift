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
    // Lines are `0::/path` (version 2) and `4:memory:/path` (version 1).
    for line in (SystemFile.bytes(root + "/proc/self/cgroup") ?? []).split(separator: 10) {
      let fields = line.split(separator: 58, maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isFirst = fields[1].split(separator: 44).contains { $0.elementsEqual("memory".utf8) }
      guard isFirst || fields[1].isEmpty else { continue }
      let top = root + (isFirst ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup")
      // Within a container the path may be the host's; the group then lies at the top.
      var path = String(decoding: fields[2], as: UTF8.self)
      while true {
        least = min(least, remainder(of: Path.join(top, path), isFirst: isFirst))
        guard path.utf8.count > 1 else { break }
        path = Path.directory(path)
      }
    }
    return least
  }

  /// What one group leaves of its limit; `Int.max` without a limit.
  private static func remainder(of group: String, isFirst: Bool) -> Int {
    let names =
      isFirst
      ? ("limit_in_bytes", "usage_in_bytes", "total_inactive_file ")
      : ("max", "current", "inactive_file ")
    guard let limit = SystemFile.integer(group + "/memory." + names.0) else { return Int.max }
    let used = SystemFile.integer(group + "/memory." + names.1) ?? 0
    let kept =
      SystemFacts.value(of: names.2, in: SystemFile.bytes(group + "/memory.stat") ?? [])
      .flatMap { Int($0) } ?? 0
    return max(0, limit - max(0, used - kept))
  }
}
