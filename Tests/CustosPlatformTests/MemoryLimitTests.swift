import CustosPlatform
import CustosTestSupport
import Testing

/// What is left of a machine's memory and of the limits of control groups, in made-up roots.
@Suite struct MemoryLimitTests {
  private static let megabyte = 1 << 20

  /// A root with 8000 MB available, whose files may be more.
  private func bytes(_ files: [String: String]) throws -> Int {
    let folder = try TemporaryFolder()
    var all = ["proc/meminfo": "MemTotal: 16384000 kB\nMemAvailable:    8192000 kB\n"]
    all.merge(files) { $1 }
    for (path, text) in all {
      let place = folder.path + "/" + path
      try FileSystem.createDirectories(Path.directory(place))
      try FileSystem.write(text, to: place, replacing: true)
    }
    return MemoryLimit.bytes(root: folder.path)
  }

  @Test func theMachineCounts() throws {
    #expect(try bytes([:]) == 8_192_000 * 1024)
    #expect(try bytes(["proc/self/cgroup": "0::/\n"]) == 8_192_000 * 1024)
    #expect(try bytes(["proc/meminfo": "nothing"]) == Int.max)
  }

  @Test func whatTheGroupLeavesCounts() throws {
    let files = [
      "proc/self/cgroup": "0::/system.slice/custos.service\n",
      "sys/fs/cgroup/system.slice/custos.service/memory.max": "\(600 * Self.megabyte)\n",
      "sys/fs/cgroup/system.slice/custos.service/memory.current": "\(100 * Self.megabyte)\n",
      "sys/fs/cgroup/system.slice/memory.max": "max\n",
    ]
    #expect(try bytes(files) == 500 * Self.megabyte)
    // Files in memory can be given up.
    let stat = [
      "sys/fs/cgroup/system.slice/custos.service/memory.stat":
        "anon 5\nactive_file 7\ninactive_file \(30 * Self.megabyte)\n"
    ]
    #expect(try bytes(files.merging(stat) { $1 }) == 530 * Self.megabyte)
  }

  @Test(arguments: ["0::/a/b/c\n", "1:name=systemd:/x\n0::/a/b/c", "0::/a/b/c/d/e"])
  func allGroupsAboveCount(list: String) throws {
    #expect(
      try bytes([
        "proc/self/cgroup": list,
        "sys/fs/cgroup/a/b/c/memory.max": "\(600 * Self.megabyte)",
        "sys/fs/cgroup/a/memory.max": "\(300 * Self.megabyte)",
        "sys/fs/cgroup/a/memory.current": "\(50 * Self.megabyte)",
      ]) == 250 * Self.megabyte)
  }

  @Test func aContainerSeesItsGroupAtTheTop() throws {
    #expect(
      try bytes([
        "proc/self/cgroup": "0::/docker/0123abcd\n",
        "sys/fs/cgroup/memory.max": "\(256 * Self.megabyte)",
      ]) == 256 * Self.megabyte)
  }

  @Test(arguments: ["memory", "cpu,memory"]) func theFirstVersionCounts(controllers: String) throws
  {
    #expect(
      try bytes([
        "proc/self/cgroup": "5:pids:/x\n4:\(controllers):/jobs/7\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "sys/fs/cgroup/memory/jobs/7/memory.limit_in_bytes": "\(200 * Self.megabyte)\n",
        "sys/fs/cgroup/memory/jobs/7/memory.usage_in_bytes": "\(80 * Self.megabyte)\n",
        "sys/fs/cgroup/memory/jobs/7/memory.stat":
          "inactive_file 1\ntotal_inactive_file \(10 * Self.megabyte)\n",
      ]) == 130 * Self.megabyte)
  }

  @Test func aFullGroupLeavesNothing() throws {
    #expect(
      try bytes([
        "proc/self/cgroup": "0::/a",
        "sys/fs/cgroup/a/memory.max": "1000",
        "sys/fs/cgroup/a/memory.current": "2000",
      ]) == 0)
  }
}
