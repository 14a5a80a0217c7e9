import CustosPlatform
import CustosTestSupport
import Testing

@Suite struct BoardFactsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, to name: String) throws {
    let path = folder.file(name)
    try FileSystem.createDirectories(Path.directory(path))
    try FileSystem.write(text, to: path, replacing: true)
  }

  private let cpu = "sys/devices/system/cpu/cpu0/"
  private let throttling =
    "sys/bus/platform/drivers/raspberrypi-firmware/soc:firmware/get_throttled"

  @Test func aMachineThatTellsNothingIsUnknown() {
    let facts = ProcessorFacts(root: folder.path)
    #expect(facts.board == nil && facts.name == nil)
    #expect(facts.maximumClockKilohertz == nil && facts.governor == nil)
    let state = BoardState(root: folder.path)
    #expect(state.clockKilohertz == nil && state.temperatureMillidegrees == nil)
    #expect(state.throttling == nil)
  }

  @Test func factsOfABoard() throws {
    try write("Raspberry Pi 4 Model B Rev 1.4\0", to: "proc/device-tree/model")
    try write("CPU implementer\t: 0x41\nCPU part\t: 0xd08\n", to: "proc/cpuinfo")
    try write("1800000\n", to: cpu + "cpufreq/cpuinfo_max_freq")
    try write("ondemand\n", to: cpu + "cpufreq/scaling_governor")
    let facts = ProcessorFacts(root: folder.path)
    #expect(facts.board == "Raspberry Pi 4 Model B Rev 1.4")
    #expect(facts.name == "Cortex-A72")
    #expect(facts.maximumClockKilohertz == 1_800_000 && facts.governor == "ondemand")
  }

  @Test func theIdentificationRegisterNamesTheCoreWhenNothingElseDoes() throws {
    try write("0x00000000414fd0b1\n", to: cpu + "regs/identification/midr_el1")
    #expect(ProcessorFacts(root: folder.path).name == "Cortex-A76")
    try write("model name\t: a desktop\n", to: "proc/cpuinfo")
    #expect(ProcessorFacts(root: folder.path).name == "a desktop")
  }

  @Test func stateOfABoard() throws {
    try write("600000\n", to: cpu + "cpufreq/scaling_cur_freq")
    try write("48312\n", to: "sys/class/thermal/thermal_zone0/temp")
    // Not a device, as `bind` beside the devices.
    try write("", to: Path.directory(Path.directory(throttling)) + "/bind")
    try write("50005\n", to: throttling)
    let state = BoardState(root: folder.path)
    #expect(state.clockKilohertz == 600_000 && state.temperatureMillidegrees == 48312)
    #expect(state.throttling == Throttling(bits: 0x50005))
  }

  @Test(arguments: ["", "warm\n", "12 34\n", "0x10\n", "99999999999999999999\n"])
  func whatIsNoNumberIsUnknown(text: String) throws {
    try write(text, to: cpu + "cpufreq/scaling_cur_freq")
    try write(text, to: cpu + "cpufreq/cpuinfo_max_freq")
    try write(text, to: "sys/class/thermal/thermal_zone0/temp")
    let state = BoardState(root: folder.path)
    #expect(state.clockKilohertz == nil && state.temperatureMillidegrees == nil)
    #expect(ProcessorFacts(root: folder.path).maximumClockKilohertz == nil)
  }

  @Test func throttlingBitsHaveNames() {
    let names = ["under-voltage", "frequency capped", "throttled", "soft temperature limit"]
    for (index, name) in names.enumerated() {
      let now = Throttling(bits: 1 << UInt32(index))
      #expect(now.now == [name] && now.sinceBoot.isEmpty)
      let earlier = Throttling(bits: 1 << UInt32(16 + index))
      #expect(earlier.now.isEmpty && earlier.sinceBoot == [name])
    }
    #expect(Throttling(bits: 0xF000F).now == names && Throttling(bits: 0xF000F).sinceBoot == names)
    // Bits without a meaning.
    #expect(Throttling(bits: 0xFFF0_FFF0).now.isEmpty)
    #expect(Throttling(bits: 0xFFF0_FFF0).sinceBoot.isEmpty)
    #expect(Throttling(bits: 0x50005).hexadecimal == "0x50005")
  }

  @Test func throttlingBitsAreReadFromText() {
    for text in ["50005", "0x50005"] { #expect(Throttling(hexadecimal: text)?.bits == 0x50005) }
    #expect(Throttling(hexadecimal: "0")?.bits == 0)
    for text in ["", "0x", "xyz", "0x1g", "-1", "100000000"] {
      #expect(Throttling(hexadecimal: text) == nil)
    }
  }

  @Test(
    .enabled(
      if: CycleCounter()?.cycles != nil,
      "this machine does not count cycles, as many virtual ones, or does not permit it"))
  func theCycleCounterCounts() throws {
    let counter = try #require(CycleCounter())
    let first = try #require(counter.cycles)
    var sum: UInt64 = 0
    for step in 0..<100_000 as Range<UInt64> { sum = (sum ^ step) &* 31 }
    #expect(sum != 0)
    #expect(try #require(counter.cycles) > first + 10_000)
  }

  @Test func quotasOfAllGroupsAroundCount() throws {
    #expect(ControlGroup(root: folder.path).processorQuota == nil)
    try write("0::/system.slice/custos.service\n", to: "proc/self/cgroup")
    let group = "sys/fs/cgroup/system.slice/"
    try write("max 100000\n", to: group + "custos.service/cpu.max")
    #expect(ControlGroup(root: folder.path).processorQuota == nil)
    #expect(
      ThreadPool.defaultThreadCount(root: folder.path) == ThreadPool.availableCPUCount)
    try write("150000 100000\n", to: group + "cpu.max")
    let quota = try #require(ControlGroup(root: folder.path).processorQuota)
    #expect(quota.count == 1.5 && quota.wholeCount == 2)
    try write("50000 100000\n", to: group + "custos.service/cpu.max")
    #expect(ControlGroup(root: folder.path).processorQuota?.count == 0.5)
    #expect(ThreadPool.defaultThreadCount(root: folder.path) == 1)
  }

  @Test func quotasOfTheOldGroups() throws {
    try write("5:memory:/a\n4:cpu,cpuacct:/a/b\n0::/\n", to: "proc/self/cgroup")
    try write("-1\n", to: "sys/fs/cgroup/cpu/a/b/cpu.cfs_quota_us")
    try write("100000\n", to: "sys/fs/cgroup/cpu/a/b/cpu.cfs_period_us")
    #expect(ControlGroup(root: folder.path).processorQuota == nil)
    try write("250000\n", to: "sys/fs/cgroup/cpu/cpu.cfs_quota_us")
    try write("100000\n", to: "sys/fs/cgroup/cpu/cpu.cfs_period_us")
    #expect(ControlGroup(root: folder.path).processorQuota?.wholeCount == 3)
  }

  @Test(arguments: ["", "0 100000", "50000 0", "50000", "x y", "-5 100000"])
  func whatIsNoQuotaIsNone(text: String) throws {
    try write("0::/\n", to: "proc/self/cgroup")
    try write(text, to: "sys/fs/cgroup/cpu.max")
    #expect(ControlGroup(root: folder.path).processorQuota == nil)
  }
}
