import CustosImage
import CustosPlatform
import CustosSupport
import CustosTestSupport
import Foundation
import Testing

@testable import CustosReports
@testable import CustosTraining

/// TensorBoard itself, which `scripts/setup-tensorboard.sh` installs.
private enum TensorBoard {
  static let python = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".venv-tensorboard/bin/python").path

  /// `make test` installs it first and does not let these tests be skipped.
  static let isRequired =
    ProcessInfo.processInfo.environment["CUSTOS_REQUIRE_TENSORBOARD"] == "1"
  static let isInstalled = FileManager.default.isExecutableFile(atPath: python)
  static let absence = "run scripts/setup-tensorboard.sh first"

  /// Loads a folder as the web server does and prints what it found.
  private static let program = """
    import io, json, sys
    from PIL import Image
    from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
    loader = EventMultiplexer().AddRunsFromDirectory(sys.argv[1]).Reload()
    found = {}
    for run, tags in loader.Runs().items():
        values = {tag: [[e.step, e.value] for e in loader.Scalars(run, tag)] for tag in tags["scalars"]}
        pictures = {}
        for tag in tags["images"]:
            for e in loader.Images(run, tag):
                size = Image.open(io.BytesIO(e.encoded_image_string)).convert("RGB").size
                pictures[tag] = [e.step, e.width, e.height, *size]
        found[run] = {"scalars": values, "images": pictures}
    print(json.dumps(found))
    """

  struct Run: Decodable {
    let scalars: [String: [[Double]]]
    let images: [String: [Int]]
  }

  static func load(_ folder: String) throws -> [String: Run] {
    try #require(isInstalled, "\(absence)")
    let outcome = try BuiltProgram(path: python).run(["-c", program, folder])
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    return try JSONDecoder().decode([String: Run].self, from: Data(outcome.output.utf8))
  }
}

@Suite(
  .enabled(if: TensorBoard.isInstalled || TensorBoard.isRequired, "\(TensorBoard.absence)"))
struct TensorBoardTests {
  @Test func itReadsCurvesAndPictures() throws {
    let folder = try TemporaryFolder()
    let history = TrainingReportsTests.history(3)
    let reports = try TrainingReports(folder: folder.path, title: "vgg4", imageCount: 100)
    try reports.update(Array(history.prefix(1)))
    try reports.update(Array(history.prefix(2)))
    let resumed = try TrainingReports(folder: folder.path, title: "vgg4", imageCount: 100)
    try resumed.update(history)
    let report = try TrainingReportsTests.report()
    try resumed.logTest(report, loss: 1.5, epoch: 2)

    let runs = try TensorBoard.load(folder.file("logs"))
    #expect(Set(runs.keys) == ["train", "validation", "test"])
    func values(_ run: String, _ tag: String) -> [[Double]] { runs[run]?.scalars[tag] ?? [] }
    func expected(_ value: (EpochRecord) -> Double) -> [[Double]] {
      history.map { [Double($0.epoch), Double(Float(value($0)))] }
    }
    #expect(values("train", "epoch_loss") == expected(\.trainingLoss))
    #expect(values("train", "epoch_accuracy") == expected(\.trainingAccuracy))
    #expect(values("train", "epoch_learning_rate") == expected(\.learningRate))
    #expect(values("train", "epoch_images_per_second") == expected { 100 / $0.seconds })
    #expect(values("validation", "epoch_loss") == expected(\.validationLoss))
    // The first accuracy is 0, which must not get lost.
    #expect(values("validation", "epoch_accuracy") == expected(\.validationAccuracy))
    #expect(values("test", "epoch_loss") == [[2, 1.5]])
    #expect(values("test", "epoch_accuracy") == [[2, Double(Float(1.0 / 3))]])
    for (tag, picture) in [
      ("confusion", report.confusionPicture), ("worst", report.worstPicture),
    ] {
      let (width, height) = (picture.width, picture.height)
      #expect(runs["test"]?.images[tag] == [2, width, height, width, height])
    }
  }
}
