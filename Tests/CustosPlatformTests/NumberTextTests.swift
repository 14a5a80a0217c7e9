import CustosPlatform
import CustosTestRandom
import Foundation
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    ("0", 0.0), ("141.1", 141.1), ("-2.5e-3", -0.0025), ("+7", 7), (".5", 0.5), ("5.", 5),
    ("1E2", 100), ("0.1", 0.1), ("4.9e-324", .leastNonzeroMagnitude), ("1e-999", 0),
  ])
  func decimals(text: String, expected: Double) { #expect(NumberText.double(text) == expected) }

  @Test(arguments: [
    "", " 1", "1 ", "1,5", "0x10", "nan", "inf", "-inf", "infinity", "1e999", "1e", "e5", ".", "+",
    "--1", "1.2.3", "1\u{0}", "\u{0}", "１",
  ])
  func otherTextIsNoNumber(text: String) {
    #expect(NumberText.double(text) == nil)
  }

  @Test(.enabled(if: CommaLocale.canBeMade, "localedef or the UTF-8 character map is missing"))
  func theLocaleDoesNotMatter() throws {
    let locale = try CommaLocale()
    // For this thread alone; other tests run beside this one.
    let previous = uselocale(locale.handle)
    defer { uselocale(previous) }
    #expect(localeconv().pointee.decimal_point.pointee == CChar(UInt8(ascii: ",")))
    #expect(NumberText.double("1.5") == 1.5)
    #expect(NumberText.double("1,5") == nil)
    #expect(NumberText.fixed(1.5, decimals: 2) == "1.50")
    #expect(NumberText.shortest(0.25) == "0.25")
  }

  @Test func fixedDecimals() {
    #expect(NumberText.fixed(2.0 / 3, decimals: 3) == "0.667")
    #expect(NumberText.fixed(-1, decimals: 0) == "-1")
    #expect(NumberText.fixed(0.125, decimals: 2) == "0.12")
    #expect(NumberText.fixed(1e300, decimals: 17).utf8.count == 301 + 18)
  }

  @Test func shortestTextReadsBack() {
    let seed: UInt64 = 7
    var random = SeededRandom(seed: seed)
    for _ in 0..<20_000 {
      let double = Double(bitPattern: random.next())
      if double.isFinite { #expect(NumberText.double(NumberText.shortest(double)) == double) }
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      if float.isFinite { #expect(Float(NumberText.shortest(float)) == float) }
    }
    #expect(NumberText.shortest(0.1) == "0.1")
    #expect(NumberText.shortest(9000.0) == "9000")
    #expect(NumberText.shortest(-1234.5) == "-1234.5")
    #expect(NumberText.shortest(1e-9) == "1e-09")
    #expect(NumberText.shortest(Float(0.1)) == "0.1")
    #expect(NumberText.shortest(141.1) == "141.1")
    #expect(NumberText.shortest(3.0) == "3")
  }
}
