import CustosArchitectures
import CustosNetwork
import CustosSupport
import Foundation
import Testing

/// The page network's layers, outputs and first weights, and its vocabulary.
@Suite struct PageArchitectureTests {
  private let vocabulary = PageVocabulary(
    groups: [
      .init(name: "head", classes: ["noteheadFull", "noteheadHalf"]),
      .init(name: "rest", classes: ["restQuarter"]),
    ], positions: ["L0", "S0", "outside"])

  @Test func outputsAreMapsOfAQuarter() throws {
    let graph = try PageArchitecture(vocabulary).graph(height: 64, width: 96)
    #expect(graph.outputs.map(\.name) == ["centres", "boxes", "positions", "classes"])
    let shapes = graph.outputs.map { graph.nodes[$0.node].shape }
    #expect(shapes.map(\.channels) == [2, 4, 3, 3])
    #expect(shapes.allSatisfy { $0.height == 16 && $0.width == 24 })
    // Kernels, and of each batch normalisation gamma, beta, mean and variance.
    let body = 9 * (3 * 16 + 16 * 32 + 32 * 48 + 14 * 48 * 48) + 4 * (16 + 32 + 48 + 14 * 48)
    #expect(graph.parameterCount == body + 49 * (2 + 4 + 3 + 3))
  }

  @Test func hardlyAnyCellIsACentreAtFirst() throws {
    let graph = try PageArchitecture(vocabulary).graph(height: 16, width: 16)
    let parameters = try Parameters(graph: graph)
    var generator = SeededGenerator(seed: 1)
    parameters.initialize(using: &generator)
    #expect(parameters["centres/bias"] == [-4, -4])
    #expect(parameters["positions/bias"] == [0, 0, 0])
  }

  @Test func aVocabularyKnowsItsClasses() throws {
    #expect(
      vocabulary.classChannels == ["head/noteheadFull", "head/noteheadHalf", "rest/restQuarter"])
    #expect(vocabulary.place(of: "restQuarter") == .init(group: 1, classIndex: 2))
    #expect(vocabulary.place(of: "beam") == nil)
    let coded = try JSONDecoder().decode(
      PageVocabulary.self, from: JSONEncoder().encode(vocabulary))
    #expect(coded == vocabulary)
  }
}
