import CustosArchitectures
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosTestData
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@testable import CustosTraining
@testable import CustosWeights

/// Runs that begin with the weights of a file.
@Suite struct StartingWeightsTests {
  private let tiny: TinyDataSet
  private let folder: TemporaryFolder
  private let weights: String
  private var options = TrainingOptions(modelName: "vgg4", width: 8, height: 16, threads: 1)

  init() throws {
    tiny = try TinyDataSet()
    folder = try TemporaryFolder(inMemory: true)
    weights = folder.file("given.safetensors")
    options.batchSize = 4
    options.epochs = 1
  }

  /// Writes a model whose weights are drawn from another seed.
  private func writeModel(
    _ name: String = "vgg4", labels: [String] = TinyDataSet.labels, width: Int = 8
  ) throws -> Parameters {
    let configuration = try ModelConfiguration.named(name)
    let graph = try configuration.graph(height: 16, width: width, classCount: labels.count)
    let parameters = try Parameters(graph: graph)
    var generator = SeededRandom(seed: 23)
    parameters.initialize(using: &generator)
    let model = TrainedModel(
      configuration: configuration, graph: graph, parameters: parameters, labels: labels)
    try model.write(to: weights, replacing: true)
    return parameters
  }

  private func run(
    _ options: TrainingOptions? = nil, weights: String?, output: String, force: Bool = false
  ) throws -> TrainingRun {
    try TrainingRun(
      options: options ?? self.options, dataFolder: tiny.folder.path, output: output,
      resumes: false, force: force, weights: weights, skipsBad: false
    ) { _ in }
  }

  @Test(arguments: [TinyDataSet.labels, ["L1", "L2", "S2"], ["L1", "L2"]])
  func theHeadDependsOnTheLabels(labels: [String]) throws {
    let given = try writeModel(labels: labels)
    let drawn = try run(weights: nil, output: folder.file("drawn")).trainer.parameters
    let started = try run(weights: weights, output: folder.file("started"))
    let isSame = labels == TinyDataSet.labels
    let head = ["dense_1/kernel", "dense_1/bias"]
    for parameter in started.trainer.graph.parameters {
      let name = parameter.name
      let expected = head.contains(name) && !isSame ? drawn : given
      #expect(started.trainer.parameters[name] == expected[name], "\(name)")
    }
    let record = try #require(RunRecord(readingFrom: started.output).weights)
    #expect(record.file == weights)
    #expect(record.digest == "crc32:" + (try CRC32.text(ofFile: weights)))
    #expect(record.drawn == (isSame ? [] : head) && record.unused == [])
    #expect(record.loadedCount == given.layout.count - record.drawn.count)
    #expect(record.summary.contains("drawn anew: dense_1/kernel") == !isSame)
    #expect(try RunRecord(readingFrom: folder.file("drawn")).weights == nil)
  }

  /// The body of another network with the same layers is taken, and so is another size.
  @Test func otherHeadsAndSizes() throws {
    for (name, width) in [("vgg_global_average", 8), ("vgg4", 64)] {
      let given = try writeModel(name, width: width)
      let started = try run(weights: weights, output: folder.file(name)).trainer
      #expect(started.parameters["conv2d_11/kernel"] == given["conv2d_11/kernel"])
      #expect(started.loadedWeights?.left.map(\.name).contains("dense_1/kernel") == true)
    }
  }

  /// A network of Custos goes on with the pixels that it was trained on, unless others are asked for.
  @Test func thePreprocessingIsThatOfTheWeights() throws {
    let vgg16 = ModelConfiguration.vgg16
    let graph = try vgg16.graph(
      height: 16, width: 8, classCount: 3, preprocessing: .imagenetTorch)
    try TrainedModel(
      configuration: vgg16, graph: graph, parameters: try Parameters(graph: graph),
      labels: TinyDataSet.labels
    ).write(to: weights, replacing: true)
    var options = options
    options.modelName = vgg16.rawValue
    let cases: [(wanted: PixelPreprocessing?, expected: PixelPreprocessing)] = [
      (nil, .imagenetTorch), (.imagenet, .imagenetTorch), (PixelPreprocessing.none, .none),
    ]
    for (wanted, expected) in cases {
      options.preprocessing = wanted
      let output = folder.file("\(expected)")
      let trainer = try run(options, weights: weights, output: output, force: true).trainer
      // What is kept in the state, and with it by a resumed run.
      #expect(trainer.options.preprocessing == expected)
      #expect(trainer.graph.pixelScaling == (try vgg16.scaling(expected)))
      #expect(try RunRecord(readingFrom: output).options.preprocessing == expected)
    }
  }

  /// The weights are part of the run from then on: without their file it is resumed to the same end.
  @Test func aResumedRunDoesNotNeedTheFile() throws {
    _ = try writeModel()
    let whole = try run(weights: weights, output: folder.file("whole"))
    #expect(try whole.train(observer: nil) { false } == .finished)
    let output = folder.file("parts")
    do {
      let part = try run(weights: weights, output: output)
      #expect(try part.train(observer: nil) { true } == .interrupted)
    }
    try FileSystem.remove(weights)
    let resumed = try TrainingRun(
      options: options, dataFolder: tiny.folder.path, output: output, resumes: true, force: false,
      skipsBad: false
    ) { _ in }
    #expect(try resumed.train(observer: nil) { false } == .finished)
    #expect(resumed.trainer.parameters.snapshot() == whole.trainer.parameters.snapshot())
    #expect(try RunRecord(readingFrom: output).weights?.file == weights)
  }

  /// What cannot be used is told before anything is written or removed.
  @Test func nothingIsWrittenForWeightsThatDoNotFit() throws {
    _ = try writeModel("res_net_4")
    let new = folder.file("new")
    let error = #expect(throws: WeightsError.self) { try run(weights: weights, output: new) }
    #expect(error?.description.contains("'conv2d_1/kernel'") == true, "\(error as Any)")
    #expect(FileSystem.kind(of: new) == .missing)

    let old = folder.file("old")
    _ = try run(weights: nil, output: old)
    let record = try FileSystem.read(Path.join(old, RunRecord.file))
    let given = try writeModel()
    #expect(given.set("batch_normalization_3/beta", to: [Float](repeating: .nan, count: 64)))
    let graph = try ModelConfiguration.vgg4.graph(height: 16, width: 8, classCount: 3)
    try TrainedModel(
      configuration: .vgg4, graph: graph, parameters: given, labels: TinyDataSet.labels
    ).write(to: weights, replacing: true)
    #expect(
      throws: WeightsError.notFinite(path: weights, tensor: "batch_normalization_3/beta")
    ) {
      try run(weights: weights, output: old, force: true)
    }
    #expect(try FileSystem.read(Path.join(old, RunRecord.file)) == record)
    #expect(throws: WeightsError.self) {
      try run(weights: folder.file("nowhere.h5"), output: new)
    }
    #expect(FileSystem.kind(of: new) == .missing)
  }
}
