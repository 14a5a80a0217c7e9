import ArgumentParser
import CustosDataSet
import CustosImage
import CustosPages
import CustosPlatform

/// `custos draw`: shows boxes and labels on their page.
struct Draw: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws boxes with class and staff position on a page.",
    discussion: """
      Boxes are read from PAGE.txt or from --boxes, as annotations \
      (x1,y1;x2,y2;class_name;staff_position), detections (x1,y1,x2,y2;class) or results of \
      classify (x1,y1,x2,y2;class;position).
      """)

  @Argument(help: "Image of the page (JPEG or PNG).")
  var page: String

  @Option(help: "File with the boxes (default: PAGE.txt), or - for standard input.")
  var boxes: String?

  @Option(name: [.short, .long], help: "Picture to write (.png, .jpg or .jpeg).")
  var output: String

  @Flag(
    name: [.customLong("skip-bad"), .customLong("skip_bad")],
    help: "Leave out bad lines, name them, and end with exit code 2.")
  var skipBad = false

  @OptionGroup var badInput: BadInputOptions

  @OptionGroup var rotation: RotationOptions

  @Flag(help: "Replace the picture if it exists.")
  var force = false

  func validate() throws { try badInput.requireSkipping(skipBad) }

  func run() throws {
    try reportingFailures {
      var drawing = PageDrawing(page: page, boxes: boxes)
      drawing.skipsBad = skipBad
      drawing.rotation = rotation.mark
      try drawing.checkOutput(output, replacing: force)
      let (picture, count, skipped, warning) = try drawing.run()
      try badInput.limit.check(skipped.map(\.message), goodCount: count, in: drawing.boxes)
      do throws(ImageError) { try picture.write(to: output, replacing: force) } catch {
        throw DataError.image(error, item: output)
      }
      Console.complain("Drew \(count) symbols on \(output).")
      warn(about: warning.map { [$0] } ?? [])
      try endingWithSkipped(skipped)
    }
  }
}
