import CustosPlatform
import Testing

@Suite struct ProcessorNameTests {
  /// What a 64-bit Raspberry Pi says, with the implementer and part of each core.
  private func arm(_ cores: [(implementer: String, part: String)]) -> [UInt8] {
    var text = ""
    for (index, core) in cores.enumerated() {
      text += """
        processor\t: \(index)
        BogoMIPS\t: 108.00
        Features\t: fp asimd evtstrm crc32 cpuid
        CPU implementer\t: \(core.implementer)
        CPU architecture: 8
        CPU variant\t: 0x0
        CPU part\t: \(core.part)
        CPU revision\t: 3


        """
    }
    return [UInt8]((text + "Revision\t: c03114\nModel\t\t: Raspberry Pi\n").utf8)
  }

  @Test(arguments: [
    ("0xd03", "Cortex-A53"), ("0xd08", "Cortex-A72"), ("0xd0b", "Cortex-A76"),
    ("0xd05", "Cortex-A55"), ("0xd09", "Cortex-A73"),
  ])
  func boardsWithOneKindOfCore(part: String, name: String) {
    let text = arm(Array(repeating: ("0x41", part), count: 4))
    #expect(ProcessorName.parse(cpuInfo: text) == name)
  }

  @Test func boardsWithTwoKindsOfCores() {
    let text = arm([("0x41", "0xd05"), ("0x41", "0xd05"), ("0x41", "0xd0b"), ("0x41", "0xd0b")])
    #expect(ProcessorName.parse(cpuInfo: text) == "Cortex-A55 + Cortex-A76")
  }

  @Test func foreignCoresStayNumbers() {
    #expect(
      ProcessorName.parse(cpuInfo: arm([("0x41", "0xfff")])) == "implementer 0x41, part 0xfff")
    // The same part number of somebody else is another core.
    #expect(
      ProcessorName.parse(cpuInfo: arm([("0x51", "0xd03")])) == "implementer 0x51, part 0xd03")
  }

  /// 32-bit programs are told a model name as well, which says less.
  @Test func armCoresGoBeforeTheModelName() {
    let text =
      "model name\t: ARMv7 Processor rev 4 (v7l)\nCPU implementer\t: 0x41\nCPU part\t: 0xd03\n"
    #expect(ProcessorName.parse(cpuInfo: [UInt8](text.utf8)) == "Cortex-A53")
  }

  @Test func desktopsTellTheirName() {
    let text = """
      processor\t: 0
      vendor_id\t: GenuineIntel
      model\t\t: 158
      model name\t: Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz
      cpu MHz\t\t: 4300.021

      processor\t: 1
      model name\t: something else
      """
    #expect(
      ProcessorName.parse(cpuInfo: [UInt8](text.utf8))
        == "Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz")
  }

  @Test(arguments: ["", "\n\n", "no colon", ":", "CPU part\t: 0xd03", "CPU implementer: 0x41"])
  func otherTextTellsNothing(text: String) {
    #expect(ProcessorName.parse(cpuInfo: [UInt8](text.utf8)) == nil)
  }

  @Test func identificationRegisters() {
    #expect(ProcessorName.name(midr: 0x410F_D034) == "Cortex-A53")
    #expect(ProcessorName.name(midr: 0x410F_D083) == "Cortex-A72")
    #expect(ProcessorName.name(midr: 0x414F_D0B1) == "Cortex-A76")
    #expect(ProcessorName.name(midr: 0x480F_D010) == "implementer 0x48, part 0xd01")
  }
}
