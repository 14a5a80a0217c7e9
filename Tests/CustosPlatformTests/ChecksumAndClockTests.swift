import CustosPlatform
import CustosTestRandom
import Testing

@Suite struct ChecksumAndClockTests {
  @Test func checksumOfTheStandardText() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
    #expect(CRC32.text(of: 0xCBF_4392) == "0cbf4392")
  }

  @Test func checksumsContinue() {
    var random = SeededRandom(seed: 3)
    let bytes = random.bytes(10_000)
    for cut in [0, 1, 63, 5000, 10_000] {
      var crc = CRC32()
      crc.update(bytes.span.bytes.extracting(first: cut))
      crc.update(bytes.span.bytes.extracting(droppingFirst: cut))
      #expect(crc.value == CRC32.checksum(bytes))
    }
  }

  @Test(arguments: [
    (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_400, 7, "2000-02-29T00:00:00.007Z"),
    (1_748_779_199, 999, "2025-06-01T11:59:59.999Z"),
    (4_102_444_800, 0, "2100-01-01T00:00:00.000Z"),
  ])
  func timesAreRFC3339(seconds: Int, milliseconds: Int, expected: String) {
    let text = UTCTime.text(seconds: Int64(seconds), milliseconds: Int64(milliseconds))
    #expect(text == expected)
  }

  @Test func theClockRuns() {
    let start = MonotonicClock.nanoseconds
    var last = start
    while last < start + 1000 {
      let next = MonotonicClock.nanoseconds
      #expect(next >= last)
      last = next
    }
    #expect(UTCTime.now.utf8.count == 24)
    #expect(UTCTime.now > "2025")
  }

  @Test func theProcessKnowsItself() {
    #expect(CurrentProcess.peakResidentBytes.map { $0 > 1_000_000 } == true)
    #expect(CurrentProcess.arguments == Array(CommandLine.arguments.dropFirst()))
    #expect(CurrentProcess.environment("PATH") != nil)
    #expect(CurrentProcess.environment("CUSTOS_SURELY_NOT_SET") == nil)
  }
}
