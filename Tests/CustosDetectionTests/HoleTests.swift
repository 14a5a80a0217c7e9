import Testing

@testable import CustosDetection

@Suite struct HoleTests {
  private let ring = """
    ...........
    ...#####...
    ..##...##..
    .##.....##.
    .#.......#.
    .##.....##.
    ..##...##..
    ...#####...
    ...........
    """

  private func shape(_ lines: String) -> HoleShape {
    let map = RegionMap(sketch(lines))
    return HoleShape(map.regions[0], label: 0, of: map, grownBy: 0)
  }

  @Test func closedHolesBelowTheSizeAreFilled() {
    var mask = sketch(ring)
    mask.fillHoles(smallerThanWidth: 8, height: 6)
    #expect(
      mask.drawing == """
        ...........
        ...#####...
        ..#######..
        .#########.
        .#########.
        .#########.
        ..#######..
        ...#####...
        ...........
        """)
    mask = sketch(ring)
    mask.fillHoles(smallerThanWidth: 7, height: 6)
    #expect(mask.drawing == sketch(ring).drawing)
  }

  @Test func gapsOfTwoPixelsInTheRimAreSeenThroughAndLargerOnesAreNot() {
    let gap = sketch(ring).drawing.replacing(1, with: "...#..##...")
    var mask = sketch(gap)
    mask.fillOpenHoles(smallerThanWidth: 20, height: 20) { _ in true }
    #expect(mask.isInk(5, 4) && mask.isInk(3, 4) && mask.isInk(7, 4))
    #expect(!mask.isInk(0, 4) && !mask.isInk(10, 4))

    let open = sketch(ring).drawing.replacing(1, with: "...........")
    mask = sketch(open)
    mask.fillOpenHoles(smallerThanWidth: 20, height: 20) { _ in true }
    #expect(mask.drawing == open)

    mask = sketch(gap)
    mask.fillOpenHoles(smallerThanWidth: 20, height: 20) { _ in false }
    #expect(mask.drawing == gap)
  }

  @Test func shapesAreMeasured() {
    let rectangle = shape("####\n####\n####")
    #expect(rectangle.convexity == 1 && rectangle.rectangularity == 1)
    #expect(rectangle.width == 4 && rectangle.height == 3 && rectangle.area == 12)
    // The hull of an hourglass is its rectangle.
    let hourglass = shape("######\n.####.\n..##..\n.####.\n######")
    #expect(hourglass.convexity == hourglass.rectangularity)
    #expect(abs(hourglass.convexity - 22.0 / 30) < 1e-12)
    // That of a staircase cuts the corners off.
    let triangle = shape("#...\n##..\n###.\n####")
    #expect(triangle.rectangularity == 10.0 / 16)
    #expect(abs(triangle.convexity - 10.0 / 11.5) < 1e-12)
  }

  @Test func faintRegionsStayWhereTheyMeetInk() {
    var mask = sketch("###...##\n#.....##")
    mask.keepRegions(meeting: sketch("........\n#......."))
    #expect(mask.drawing == "###.....\n#.......")
  }
}

extension String {
  /// The drawing with another row.
  fileprivate func replacing(_ row: Int, with line: String) -> String {
    var rows = split(separator: "\n").map(String.init)
    rows[row] = line
    return rows.joined(separator: "\n")
  }
}
