import CustosDetection
import CustosImage
import CustosPages
import Testing

/// Page networks see pages at one scale, which is measured: it must be measurable on every drawn page.
@Suite struct StaffSpaceOfModernPagesTests {
  /// Pages 9 and 58 have faint lines and a hard contrast.
  @Test(arguments: [0, 1, 2, 9, 58])
  func staffSpaceIsMeasured(index: Int) throws {
    let page = SyntheticPage(seed: 50, index: index, notation: .modern)
    let scale = StaffScale.estimate(in: GrayImage(page.image))
    let space = Double(page.staves[0].space)
    let measured = scale?.staffSpace ?? 0
    #expect(abs(measured / space - 1) < 0.03, "page \(index): \(measured) for \(space)")
  }
}
