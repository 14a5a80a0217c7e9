import CustosNetwork
import CustosSupport
import CustosTestSupport
import Testing

@testable import CustosTraining

/// Fine-tuning: layers that are frozen keep their bits, statistics and averages included.
@Suite struct FrozenLayersTests {
  private let runs: RecipeRuns

  init() throws { runs = try RecipeRuns() }

  private func trainer(_ frozen: [String]?, _ output: TemporaryFolder) throws -> Trainer {
    try runs.trainer(output) {
      $0.epochs = 1
      ($0.optimizer, $0.learningRate, $0.averageDecay) = (.adadelta, nil, 0.9)
      $0.frozenLayers = frozen
    }
  }

  @Test func frozenLayersKeepTheirBits() throws {
    let output = try TemporaryFolder(inMemory: true)
    let frozen = ["conv2d_1", "batch_normalization_1", "batch_normalization_3", "conv2d_5"]
    let trainer = try trainer(frozen, output)
    let whole = try self.trainer(nil, TemporaryFolder(inMemory: true))
    // What is drawn does not depend on what is frozen.
    for parameter in trainer.parameters.layout {
      #expect(trainer.parameters[parameter.name] == whole.parameters[parameter.name])
    }
    #expect(try trainer.run(observer: nil) { false } == .finished)
    let model = try runs.model(output, trainer)
    for parameter in trainer.parameters.layout {
      let before = whole.parameters[parameter.name]
      let isFrozen = frozen.contains { parameter.name.hasPrefix($0 + "/") }
      // Most biases have no effect and stay as they are anyway.
      guard isFrozen || parameter.role != .bias else { continue }
      #expect((trainer.parameters[parameter.name] == before) == isFrozen, "\(parameter.name)")
      #expect((model[parameter.name] == before) == isFrozen, "\(parameter.name)")
    }
    // But for the one whose batch normalisation is frozen behind it.
    #expect(try #require(trainer.parameters["conv2d_3/bias"]).contains { $0 != 0 })
  }

  @Test func resumingKeepsThemFrozen() throws {
    let parts = try TemporaryFolder(inMemory: true)
    #expect(try trainer(["conv2d_2"], parts).run(observer: nil) { true } == .interrupted)
    let saved = try Trainer.savedRun(in: parts.path).options
    #expect(saved.frozenLayers == ["conv2d_2"])
    let resumed = try runs.resumed(parts)
    #expect(try resumed.run(observer: nil) { false } == .finished)
    let uninterrupted = try TemporaryFolder(inMemory: true)
    let whole = try trainer(["conv2d_2"], uninterrupted)
    #expect(try whole.run(observer: nil) { false } == .finished)
    #expect(resumed.parameters.snapshot() == whole.parameters.snapshot())
    var other = saved
    other.frozenLayers = ["conv2d_3"]
    #expect(throws: FileError.self) { _ = try runs.resumed(parts, other) }
  }

  @Test func layersThatCannotBeFrozenAreNamed() throws {
    let output = try TemporaryFolder(inMemory: true)
    func refusal(_ frozen: [String]) throws -> String {
      let error = #expect(throws: TrainingError.self) { _ = try trainer(frozen, output) }
      #expect(error?.exitCode == 64)
      return try #require(error).description
    }
    let unknown = try refusal(["conv2d_1", "conv2d_99"])
    #expect(unknown.contains("no layer 'conv2d_99'") && unknown.contains("names are 'conv2d_9', "))
    #expect(try refusal(["activation_1"]).contains("'activation_1'"))
    let graph = try trainer(nil, output).graph
    let all = graph.nodes.indices.filter { !graph.parameters(of: $0).isEmpty }
    #expect(try refusal(all.map { graph.nodes[$0].name }).contains("nothing to train"))
    #expect(output.names == [])
  }
}
