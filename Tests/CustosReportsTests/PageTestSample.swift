import CustosImage
import CustosModelFile
import CustosNotation
import CustosPlatform
import CustosTestSupport

@testable import CustosEvaluation
@testable import CustosPages

/// A test of pages that a network was not needed for.
enum PageTestSample {
  /// Pages named `<0>.png` and so on, whose image each is written; the later a page, the better it is read.
  static func test(pages: Int, in folder: TemporaryFolder) throws -> PageTest {
    let form = try PageForm(
      stride: 4, staffSpace: 12, groups: ["head"], classNames: ["head/<full>"],
      labels: ["L1", "L2"])
    var test = PageTest(form: form, threshold: 0.5)
    for index in 0..<pages {
      let path = folder.file("<\(index)>.png")
      try PixelBuffer(width: 80, height: 60).write(to: path, replacing: true)
      let boxes = (0..<3).map {
        Box(x1: Double($0) * 20, y1: 20, x2: Double($0) * 20 + 12, y2: 30)
      }
      _ = test.add(
        CompletePage(image: path, truth: ""), staffSpace: 12,
        annotated: boxes.map {
          CompleteAnnotation(box: $0, className: "<full>", place: .position(.l1))
        },
        found: boxes.enumerated().map { place, box in
          .init(
            box: box, className: "<full>", label: place < index ? "L1" : "L2", probability: 0.9)
        })
    }
    return test
  }
}
