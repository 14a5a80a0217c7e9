import CustosArchitectures
import CustosEngine
import CustosImage
import CustosModelFile
import CustosNetwork
import CustosPlatform
import CustosSupport
import Foundation
import Testing

@testable import CustosDataSet
@testable import CustosEvaluation
@testable import CustosQuantization
@testable import CustosWeights

/// A folder of its own with float weights, patches and a calibration, as the commands use them.
final class QuantizationFolder {
  static let labels = ["L1", "S1"]
  let path: String
  var weights: String { path + "/model.safetensors" }
  var calibration: String { path + "/c.json" }

  init() throws {
    path = NSTemporaryDirectory() + "custos-quantization-\(UUID().uuidString)"
    let graph = try ModelConfiguration.vgg4.graph(height: 16, width: 16, classCount: 2)
    let parameters = try Fixtures.parameters(graph, seed: 5)
    try FileSystem.createDirectories(path)
    try TrainedModel(
      configuration: .vgg4, graph: graph, parameters: parameters, labels: Self.labels,
      metadata: ["training_digest": "89abcdef"]
    ).write(to: weights, replacing: false)
    for (index, pixels) in Fixtures.images(6, height: 24, width: 20, seed: 5).enumerated() {
      let folder = path + "/test/" + Self.labels[index % 2]
      try FileSystem.createDirectories(folder)
      let png = try PixelBuffer(width: 20, height: 24, pixels: pixels).encoded(as: .png)
      try FileSystem.write(png, to: folder + "/\(index).png", replacing: false)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var list: PatchList {
    get throws { try PatchList(folder: path + "/test", purpose: "test", labels: Self.labels) }
  }

  /// Calibrates and writes the table.
  func calibrate() throws -> CalibrationTable {
    let trained = try TrainedModel(readingFrom: weights)
    let folded = try GraphFolder.fold(trained.graph, trained.parameters)
    let observer = try ActivationObserver(
      graph: trained.graph, parameters: trained.parameters, folded: folded,
      pool: try ThreadPool(threadCount: 2))
    let sample = try CalibrationSample(list, count: 4, seed: 3, width: 16, height: 16)
    try observer.observe(sample.patches)
    let table = CalibrationTable(
      network: "vgg4", height: 16, width: 16, modelDigest: try CRC32.text(ofFile: weights),
      method: .minmax, patchCount: observer.patchCount, patchDigest: sample.digest,
      patchWidth: sample.fileWidth, patchHeight: sample.fileHeight, seed: 3,
      layers: observer.ranges())
    try FileSystem.write(try table.json(), to: calibration, replacing: true)
    return table
  }

  func run(_ table: CalibrationTable) throws -> QuantizationRun {
    try QuantizationRun(
      trained: TrainedModel(readingFrom: weights), weightsFile: weights, table: table,
      tableFile: calibration, method: nil)
  }
}

@Suite struct QuantizationRunTests {
  @Test func theFileHoldsEverythingAndPassesItsSelfTests() throws {
    let folder = try QuantizationFolder()
    let run = try folder.run(try folder.calibrate())
    let pool = try ThreadPool(threadCount: 2)
    let store = try PatchStore(folder.list, width: 16, height: 16, pool: pool)
    let comparison = try PrecisionComparison(
      float: TrainedModel(readingFrom: folder.weights),
      int8: Int8Classifier(run.quantized, threads: 2),
      store, pool: pool)
    #expect(comparison.count == 6)
    let bytes = try run.file(
      selfTests: store.variedPixels(3), measured: comparison.provenance(of: store), threads: 2)
    let model = try ModelReader.model(
      from: bytes, file: "x.custos"
    ).model
    #expect(model.preprocessing.cropWidth == 20 && model.preprocessing.cropHeight == 24)
    #expect(model.labels == QuantizationFolder.labels)
    #expect(model.selfTests.count == 3)
    for set in InstructionSet.available {
      let engine = try Engine(model: model.validated(), instructionSet: set)
      for test in model.selfTests {
        #expect(try engine.passes(test))
      }
    }
    let facts = Dictionary(uniqueKeysWithValues: model.provenance.map { ($0.key, $0.value) })
    #expect(facts["float_model_crc32"] == (try CRC32.text(ofFile: folder.weights)))
    #expect(facts["calibration_crc32"] == (try CRC32.text(ofFile: folder.calibration)))
    #expect(facts["training_data_crc32"] == "89abcdef")
    #expect(facts["calibration_method"] == "minmax")
    #expect(facts["test_patches"] == "6")
    let again = try run.file(
      selfTests: store.variedPixels(3), measured: comparison.provenance(of: store), threads: 1)
    #expect(again == bytes)
  }

  @Test func selfTestsAreDrawnWithoutPictures() throws {
    let folder = try QuantizationFolder()
    let run = try folder.run(try folder.calibrate())
    let patches = run.drawnPatches(2)
    #expect(patches.count == 2 && patches[0] != patches[1])
    #expect(patches.allSatisfy { $0.count == 16 * 16 * 3 })
    #expect(patches == run.drawnPatches(2))
  }

  @Test func theSameSeedDrawsTheSamePatches() throws {
    let list = try QuantizationFolder()
    let samples = try [3, 3, 4].map {
      try CalibrationSample(list.list, count: 4, seed: $0, width: 16, height: 16)
    }
    #expect(samples[0].digest == samples[1].digest && samples[0].patches.count == 4)
    #expect(samples[0].digest != samples[2].digest)
    #expect(
      try CalibrationSample(list.list, count: 99, seed: 1, width: 8, height: 8).patches.count == 6)
  }

  @Test func tablesOfOtherWeightsAreRefused() throws {
    let folder = try QuantizationFolder()
    var table = try folder.calibrate()
    table.modelDigest = "00000000"
    let error = try #require(throws: QuantizationError.self) { try folder.run(table) }
    #expect(error.description.contains("it was made from weights with CRC-32 00000000, but "))
  }

  @Test func picturesThatAreNoneAreNamedOrSkipped() throws {
    let folder = try QuantizationFolder()
    let bad = folder.path + "/test/L1/broken.png"
    try FileSystem.write("no picture", to: bad, replacing: false)
    let error = try #require(throws: DataError.self) {
      try CalibrationSample(folder.list, count: 99, seed: 3, width: 16, height: 16)
    }
    #expect(error.message.contains(bad))
    let sample = try CalibrationSample(
      folder.list, count: 99, seed: 3, width: 16, height: 16, skippingBad: true)
    #expect(sample.patches.count == 6 && sample.skipped.count == 1)
  }

  /// Both are run on their own; the comparison counts what they say.
  @Test func comparisonCountsRightAndAgreeingLabels() throws {
    let folder = try QuantizationFolder()
    let run = try folder.run(try folder.calibrate())
    let model = try ModelReader.model(
      from: run.file(selfTests: [], threads: 1), file: "x.custos")
    let float = try TrainedModel(readingFrom: folder.weights)
    let pool = try ThreadPool(threadCount: 1)
    let store = try PatchStore(folder.list, width: 16, height: 16, pool: pool)
    let int8 = try Int8Classifier(model, threads: 1)
    let comparison = try PrecisionComparison(float: float, int8: int8, store, pool: pool)
    let truth = store.list.items.map(\.label)
    let said = try [
      try FloatClassifier(float, pool: pool).classify(store) { _ in },
      int8.classify(store) { _ in },
    ].map { $0.map(\.label) }
    func matches(_ first: [Int], _ second: [Int]) -> Int { zip(first, second).count { $0 == $1 } }
    #expect(comparison.count == 6)
    #expect(comparison.floatCorrect == matches(said[0], truth))
    #expect(comparison.int8Correct == matches(said[1], truth))
    #expect(comparison.agreeing == matches(said[0], said[1]))
    let decibels = try #require(comparison.logits.decibels)
    #expect(decibels > 15)
  }

  /// What a report tells of the int8 model is what a run of its own would have told.
  @Test(arguments: [nil, 1.75])
  func comparisonEvaluatesTheInt8Model(temperature: Double?) throws {
    let folder = try QuantizationFolder()
    let run = try folder.run(try folder.calibrate())
    let confidence = Confidence(temperature: temperature)
    let model = try ModelReader.model(
      from: run.file(selfTests: [], confidence: confidence, threads: 1), file: "x.custos")
    let pool = try ThreadPool(threadCount: 1)
    let store = try PatchStore(folder.list, width: 16, height: 16, pool: pool)
    let compared = try Int8Classifier(run.quantized, threads: 1)
    let comparison = try PrecisionComparison(
      float: TrainedModel(readingFrom: folder.weights), int8: compared, store, pool: pool)
    let found = comparison.int8Evaluation(compared, confidence, of: store.list)
    let expected = try Evaluation(Int8Classifier(model, threads: 1), store)
    #expect(found.predictions == expected.predictions && found.losses == expected.losses)
    #expect(found.text() == expected.text() && found.seconds > 0)
  }

  @Test func modelsOfOtherSizesAreNotCompared() throws {
    let folder = try QuantizationFolder()
    let run = try folder.run(try folder.calibrate())
    let model = try ModelReader.model(
      from: run.file(selfTests: [], threads: 1), file: "x.custos")
    let graph = try ModelConfiguration.vgg4.graph(height: 16, width: 18, classCount: 2)
    let other = TrainedModel(
      configuration: .vgg4, graph: graph, parameters: try Parameters(graph: graph),
      labels: QuantizationFolder.labels)
    let pool = try ThreadPool(threadCount: 1)
    let store = try PatchStore(folder.list, width: 16, height: 16, pool: pool)
    #expect(throws: EvaluationError.self) {
      try PrecisionComparison(
        float: other, int8: Int8Classifier(model, threads: 1), store, pool: pool)
    }
  }
}
