import CustosDataSet
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosTestData
import CustosTestSupport
import CustosWeights
import Testing

@testable import CustosTraining

/// A trained network as the teacher of another one.
@Suite struct TeacherTests {
  private let runs: RecipeRuns
  private let folder: TemporaryFolder
  private var path: String { folder.file(RunFolder.modelFile) }

  init() throws {
    runs = try RecipeRuns()
    folder = try TemporaryFolder()
    _ = try runs.finished(folder) { $0.modelName = "vgg_global_average" }
  }

  @Test func resumingIsTaughtTheSame() throws {
    try runs.expectNoTrace(ofStops: [2, 2, 1]) {
      $0.teacher = Teaching(path: path)
      $0.labelSmoothing = 0.1
    }
  }

  /// The loss of the first batch is the mix of both parts, and the teacher makes other weights.
  @Test func theTeacherHasItsPart() throws {
    func weights(_ share: Float?) throws -> [Float] {
      try runs.finished {
        $0.epochs = 1
        guard let share else { return }
        $0.teacher = Teaching(path: path)
        $0.teacher?.share = share
      }.parameters.snapshot()
    }
    let plain = try weights(nil)
    let (half, whole) = (try weights(0.5), try weights(1))
    #expect(half != plain && whole != plain && half != whole)
  }

  @Test func aMovedTeacherIsTheSameAndAnotherOneIsNot() throws {
    let output = try TemporaryFolder(inMemory: true)
    let first = try runs.trainer(output) { $0.teacher = Teaching(path: path) }
    #expect(try first.run(observer: nil) { true } == .interrupted)
    var options = try Trainer.savedRun(in: output.path).options
    let moved = folder.file("moved.safetensors")
    try FileSystem.write(FileSystem.read(path), to: moved, replacing: false)
    options.teacher?.path = moved
    func resume(_ options: TrainingOptions) throws {
      _ = try Trainer(
        resuming: output.path, options: options, data: runs.data,
        dataFolder: runs.tiny.folder.path, pool: runs.pool)
    }
    try resume(options)
    let other = try TemporaryFolder(inMemory: true)
    _ = try runs.finished(other)
    options.teacher?.path = other.file(RunFolder.modelFile)
    let error = #expect(throws: FileError.self) { try resume(options) }
    #expect(try #require(error).description.contains("taught by another network"))
    options.teacher?.path = moved
    options.teacher?.share = 0.5
    #expect(throws: FileError.self) { try resume(options) }
  }

  @Test func otherLabelsAndSizesAreRefused() throws {
    let model = try TrainedModel(readingFrom: path)
    let renamed = folder.file("renamed.safetensors")
    try TrainedModel(
      configuration: model.configuration, graph: model.graph, parameters: model.parameters,
      labels: ["L1", "L2", "L3"]
    ).write(to: renamed, replacing: false)
    func refusal(_ change: (inout TrainingOptions) -> Void) throws -> String {
      let output = try TemporaryFolder(inMemory: true)
      let error = #expect(throws: TrainingError.self) { _ = try runs.trainer(output, change) }
      #expect(error?.exitCode == 64 && output.names == [])
      return try #require(error).description
    }
    let labels = try refusal { $0.teacher = Teaching(path: renamed) }
    #expect(labels.contains("L1, L2, L3") && labels.contains("L1, L2, S1"))
    let size = try refusal {
      $0.teacher = Teaching(path: path)
      $0.width = 16
    }
    #expect(size.contains("16x8") && size.contains("16x16"))
    #expect(throws: WeightsError.self) {
      _ = try runs.trainer { $0.teacher = Teaching(path: folder.file("nowhere")) }
    }
  }
}
