import Testing

@testable import CustosDetection

@Suite struct StaffLineTests {
  /// A mask with five lines from one column to another, as thick as `thickness` says at each column.
  private func page(_ columns: Range<Int>, thickness: (Int) -> Int = { _ in 2 }) -> InkMask {
    var mask = InkMask(width: 400, height: 120, pixels: [UInt8](repeating: 0, count: 400 * 120))
    for column in columns {
      for line in 0..<5 {
        for row in 0..<thickness(column) {
          mask.pixels[(30 + line * 16 + row) * 400 + column] = 1
        }
      }
    }
    return mask
  }

  private func staff(_ columns: ClosedRange<Double>) -> Staff {
    Staff(
      knots: [
        .init(column: columns.lowerBound, top: 31), .init(column: columns.upperBound, top: 31),
      ],
      space: 16)
  }

  @Test func stavesGoOnToTheEndsOfTheirLines() {
    let extended = staff(150...200).extended(in: page(20..<380))
    #expect(abs(extended.left - 20) <= 1 && abs(extended.right - 379) <= 1)
    #expect(abs(extended.row(line: 0, column: 22) - 31) < 1.5)
  }

  @Test func noLineGoesOnOverALongBreak() {
    var mask = page(20..<380)
    for row in 0..<120 { for column in 250..<300 { mask.pixels[row * 400 + column] = 0 } }
    let extended = staff(150...200).extended(in: mask)
    #expect(abs(extended.right - 249) <= 1)
  }

  @Test func linesAreErasedWhereTheyGetThickerAndWhatCrossesThemStays() {
    let lines = page(20..<380) { $0 < 150 ? 4 : 2 }
    var mask = lines
    for row in 20..<100 { for column in 300..<303 { mask.pixels[row * 400 + column] = 1 } }
    StaffLineRemoval.erase([staff(20...379)], from: &mask)
    for column in 20..<380 where !(300..<303).contains(column) {
      #expect((0..<120).allSatisfy { !mask.isInk(column, $0) }, "column \(column)")
    }
    #expect((20..<100).allSatisfy { mask.isInk(301, $0) })
  }

  @Test func aBeamOnALineStays() {
    var mask = page(20..<380)
    for row in 58..<68 { for column in 200..<300 { mask.pixels[row * 400 + column] = 1 } }
    StaffLineRemoval.erase([staff(20...379)], from: &mask)
    #expect((200..<300).allSatisfy { mask.isInk($0, 63) })
    #expect(!mask.isInk(150, 62) && !mask.isInk(150, 63))
  }
}
