import CustosEngine
import CustosModelFile
import CustosPlatform
import Foundation
import Testing

@testable import CustosDataSet
@testable import CustosEvaluation
@testable import CustosQuantization
@testable import CustosSupport
@testable import CustosWeights

@Suite struct ConfidenceTests {
  /// Logits whose labels are drawn from their own softmax at a known temperature.
  private func draw(_ count: Int, temperature: Double) -> (logits: [[Double]], truth: [Int]) {
    var random = SeededGenerator(seed: 9)
    var logits: [[Double]] = []
    var truth: [Int] = []
    for _ in 0..<count {
      let row = (0..<5).map { _ in Double(random.uniform(-6, 6)) }
      let weights = row.map { exp($0 / temperature) }
      var rest = Double(random.uniform(0, 1)) * weights.reduce(0, +)
      let label = weights.firstIndex {
        rest -= $0
        return rest < 0
      }
      logits.append(row)
      truth.append(label ?? 4)
    }
    return (logits, truth)
  }

  @Test(arguments: [0.4, 1, 2.5]) func theTemperatureOfDrawnLabelsIsFound(expected: Double) throws {
    let (logits, truth) = draw(20_000, temperature: expected)
    let found = try #require(TemperatureScaling.fit(logits, truth: truth))
    // The standard error of 20,000 labels is below 1.5 per cent.
    #expect(abs(found / expected - 1) < 0.05, "\(found)")
    let least = TemperatureScaling.crossEntropy(logits, truth: truth, temperature: found)
    for other in [found - 0.001, found + 0.001] {
      #expect(
        TemperatureScaling.crossEntropy(logits, truth: truth, temperature: other) > least)
    }
    #expect((found * 10_000).rounded() / 10_000 == found)
  }

  @Test func labelsThatDetermineNoTemperatureGiveNone() {
    // All right: the colder the better. All least likely: the hotter the better.
    #expect(TemperatureScaling.fit([[1, 0], [0, 2]], truth: [0, 1]) == nil)
    #expect(TemperatureScaling.fit([[1, 0], [0, 2]], truth: [1, 0]) == nil)
    #expect(TemperatureScaling.fit([[1, 1]], truth: [0]) == nil)
  }

  @Test func theFileHoldsWhatWasFittedAndTheEngineUsesIt() throws {
    let folder = try QuantizationFolder()
    let run = try folder.run(try folder.calibrate())
    let pool = try ThreadPool(threadCount: 2)
    let store = try PatchStore(folder.list, width: 16, height: 16, pool: pool)
    let fit = try ConfidenceFit(run.quantized, store, target: 0.5, threads: 2)
    let bytes = try run.file(
      selfTests: [], confidence: fit.confidence, measured: fit.provenance, threads: 2)
    let model = try ModelReader.model(
      from: bytes, file: "x.custos"
    ).model
    #expect(model.confidence == fit.confidence)
    let facts = Dictionary(uniqueKeysWithValues: model.provenance.map { ($0.key, $0.value) })
    #expect(facts["validation_patches"] == "6" && facts["threshold_target_accuracy"] == "0.5")
    #expect(facts["validation_data_crc32"] == CRC32.text(of: store.digest))
    // The engine's own probabilities come to the figures of the fit, bit by bit.
    let evaluation = try Evaluation(Int8Classifier(model.validated(), threads: 1), store)
    let figures = ConfidenceFigures(evaluation, model.confidence)
    #expect(figures.calibrationError == fit.after.calibrationError)
    #expect(figures.accepted == fit.accepted)
    #expect((fit.accepted == nil) == (facts["threshold_accuracy"] == nil))
    #expect(fit.after.crossEntropy <= fit.before.crossEntropy)
    #expect(fit.text.contains("expected calibration error"))
  }

  @Test func withoutLabelledPatchesTheFileSaysNothing() throws {
    let folder = try QuantizationFolder()
    let run = try folder.run(try folder.calibrate())
    let model = try ModelReader.model(
      from: run.file(selfTests: [], threads: 1), file: "x.custos"
    ).model
    #expect(model.confidence == Confidence() && model.preprocessing.staffSpace == nil)
    #expect(!model.provenance.contains { $0.key.hasPrefix("validation") })
    let pool = try ThreadPool(threadCount: 1)
    let store = try PatchStore(folder.list, width: 16, height: 16, pool: pool)
    let evaluation = try Evaluation(Int8Classifier(model.validated(), threads: 1), store)
    let figures = ConfidenceFigures(evaluation, model.confidence)
    #expect(figures.accepted == nil && figures.text.contains("the model holds no threshold"))
  }

  @Test func theStaffSpaceFollowsTheCrop() throws {
    let folder = try QuantizationFolder()
    var table = try folder.calibrate()
    #expect(table.staffSpace == nil)
    func model(cropHeight: Int?, given: Double?) throws -> Model {
      let run = try QuantizationRun(
        trained: TrainedModel(readingFrom: folder.weights), weightsFile: folder.weights,
        table: table, tableFile: folder.calibration, method: nil, cropHeight: cropHeight,
        staffSpace: given)
      return try ModelReader.model(
        from: run.file(selfTests: [], threads: 1), file: "x.custos"
      ).model
    }
    table.staffSpace = 3
    table.staffSpacePatchCount = 5
    func origin(_ model: Model) -> String? {
      model.provenance.first { $0.key == "staff_space_origin" }?.value
    }
    let measured = try model(cropHeight: nil, given: nil)
    #expect(measured.preprocessing.staffSpace == 3)
    #expect(origin(measured) == "median of 5 calibration patches")
    #expect(try model(cropHeight: 48, given: nil).preprocessing.staffSpace == 6)
    let given = try model(cropHeight: 48, given: 7.5)
    #expect(given.preprocessing.staffSpace == 7.5 && origin(given) == "given by hand")
  }
}
