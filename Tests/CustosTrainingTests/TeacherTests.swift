import CustosArchitectures
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosTestData
import CustosTestRandom
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
    folder = try TemporaryFolder(inMemory: true)
    try Self.writeTeacher(to: folder.file(RunFolder.modelFile), seed: 31)
  }

  /// Writes a teacher with drawn weights: what it says is of no use, but it says it for certain.
  private static func writeTeacher(to path: String, seed: UInt64) throws {
    let configuration = ModelConfiguration.vggGlobalAverage
    let graph = try configuration.graph(
      height: 16, width: 8, classCount: TinyDataSet.labels.count)
    let parameters = try Parameters(graph: graph)
    var random = SeededRandom(seed: seed)
    parameters.initialize(using: &random)
    try TrainedModel(
      configuration: configuration, graph: graph, parameters: parameters,
      labels: TinyDataSet.labels
    ).write(to: path, replacing: false)
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
    _ = try runs.resumed(output, options)
    let other = folder.file("other.safetensors")
    try Self.writeTeacher(to: other, seed: 32)
    options.teacher?.path = other
    let error = #expect(throws: FileError.self) { _ = try runs.resumed(output, options) }
    #expect(try #require(error).description.contains("taught by another network"))
    options.teacher?.path = moved
    options.teacher?.share = 0.5
    #expect(throws: FileError.self) { _ = try runs.resumed(output, options) }
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
