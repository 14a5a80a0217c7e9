import CustosImage
import CustosPlatform
import CustosTestSupport
import Testing

@Suite struct FindSymbolsTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func read(_ arguments: [String]) throws -> EdgeTool.Outcome {
    try EdgeTool.run(["classify", "--model", bench.model, "--page"] + arguments)
  }

  /// Two staves with a staff space of 20 pixels and bars of ink across the space below the top line.
  private func drawPage() throws -> String {
    var page = PixelBuffer(width: 600, height: 400)
    func fill(_ columns: Range<Int>, _ rows: Range<Int>) {
      for row in rows {
        for column in columns {
          for channel in 0..<3 { page.pixels[(row * 600 + column) * 3 + channel] = 20 }
        }
      }
    }
    for top in [80, 240] {
      for line in 0..<5 { fill(20..<580, top + line * 20..<top + line * 20 + 2) }
      for left in stride(from: 100, to: 500, by: 80) { fill(left..<left + 22, top + 2..<top + 20) }
    }
    let path = bench.folder.file("staves.png")
    try page.write(to: path, replacing: true)
    return path
  }

  @Test func foundSymbolsAreReadLikeBoxes() throws {
    let page = try drawPage()
    let found = try read([page, "--find-symbols"])
    try #require(found.exitCode == 0, "\(found)")
    #expect(found.lines.count == 10)
    let boxes = bench.folder.file("found.txt")
    let lines = found.lines.map { $0.split(separator: ";").prefix(2).joined(separator: ";") }
    try FileSystem.write(lines.joined(separator: "\n") + "\n", to: boxes, replacing: false)
    #expect(try read([page, "--boxes", boxes]).output == found.output)
  }

  @Test func aPageWithoutStavesIsBadData() throws {
    let outcome = try read([bench.page, "--find-symbols"])
    #expect(outcome.exitCode == 65)
    #expect(outcome.error.contains("no staff of five lines was found"))
  }

  @Test(arguments: [
    ["--find-symbols", "--boxes", "b.txt"], ["--symbol-boxes", "heads", "--boxes", "b.txt"],
    ["--find-symbols", "--symbol-boxes", "clefs"], ["--find-symbols", "--staff-space", "0"],
    ["--find-symbols", "--staff-space", "wide"], ["--staff-space", "auto"],
  ])
  func wrongUseIsRefused(arguments: [String]) throws {
    #expect(try read([bench.page] + arguments).exitCode == 64)
  }
}
