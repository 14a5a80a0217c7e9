import Testing

@testable import CustosDataSet

@Suite struct PageNameTests {
  @Test(arguments: [
    ("W-01_N-10.JPG-12.png", "W-01_N-10.JPG"), ("a-b-0.jpeg", "a-b"), ("p.png-3.JPG", "p.png"),
    ("12.png", nil as String?), ("a-b.png", nil), ("a-12", nil),
    ("a-12.txt", nil), ("-12.png", nil), ("a-.png", nil), ("a-1a.png", nil), ("", nil),
  ])
  func pageStandsBeforeTheNumber(file: String, page: String?) {
    #expect(PageName.of(file) == page)
  }
}
