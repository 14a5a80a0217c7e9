import CustosArchitectures
import CustosEngine
import CustosModelFile
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosTestSupport
import Foundation
import Testing

@testable import CustosQuantization
@testable import CustosWeights

/// A page network's maps in int8: exact on every instruction set, near the float network's.
@Suite struct PageQuantizationTests {
  private let folder: TemporaryFolder
  private let trained: TrainedPageNetwork
  private let path: String

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    path = folder.file("model.safetensors")
    var network = PageArchitecture(
      PageVocabulary(
        groups: [
          .init(name: "head", classes: ["noteheadFull", "noteheadHalf"]),
          .init(name: "rest", classes: ["restHalf"]),
        ], positions: ["L0", "S0", "outside"]))
    (network.channels, network.blockCount) = (16, 2)
    let graph = try network.graph(height: 48, width: 48)
    let written = TrainedPageNetwork(
      network: network, graph: graph, parameters: try Fixtures.parameters(graph, seed: 3),
      staffSpace: 12)
    try written.write(to: path, replacing: false)
    trained = try TrainedPageNetwork(readingFrom: path)
  }

  private func run(side: Int) throws -> QuantizationRun {
    let folded = try GraphFolder.fold(trained.graph, trained.parameters)
    let observer = try ActivationObserver(
      graph: trained.graph, parameters: trained.parameters, folded: folded,
      pool: try ThreadPool(threadCount: 2))
    try observer.observe(Fixtures.images(8, height: 48, width: 48, seed: 4))
    let table = CalibrationTable(
      network: "page_net", height: 48, width: 48, modelDigest: try CRC32.text(ofFile: path),
      method: .minmax, patchCount: 8, patchDigest: "00000000", patchWidth: 48, patchHeight: 48,
      staffSpace: 12, seed: 1, layers: observer.ranges(), weightErrors: observer.weightErrors())
    let file = folder.file("c.json")
    try FileSystem.write(try table.json(), to: file, replacing: true)
    return try QuantizationRun(
      page: trained, side: side, weightsFile: path, table: table, tableFile: file, method: nil,
      correctsBiases: true)
  }

  @Test func theFileNamesItsMapsAndPassesItsSelfTests() throws {
    let run = try run(side: 32)
    let bytes = try run.file(selfTests: run.drawnPatches(2), threads: 1)
    let model = try ModelReader.model(from: bytes, file: "x.custos").model
    #expect(model.labels == ["L0", "S0", "outside"])
    #expect(model.preprocessing.networkWidth == 32 && model.preprocessing.staffSpace == 12)
    #expect(model.outputs.map(\.name) == ["centres", "boxes", "positions", "classes"])
    #expect(
      model.outputs.map(\.channelNames) == [
        ["head", "rest"], [], ["L0", "S0", "outside"],
        ["head/noteheadFull", "head/noteheadHalf", "rest/restHalf"],
      ])
    for set in InstructionSet.available {
      let engine = try Engine(model: model.validated(), threads: 2, instructionSet: set)
      for test in model.selfTests { #expect(try engine.passes(test), "\(set)") }
    }
  }

  /// Rounding to int8 leaves at least 20 dB of the maps of a network with random weights: one of eight
  /// bits has 48 dB, and nine layers add their noise.
  @Test func mapsAreNearTheFloatNetworks() throws {
    let model = try run(side: 48).quantized
    let engine = try Engine(model: model)
    let network = try Network(
      graph: trained.graph, parameters: trained.parameters, batchSize: 1, mode: .inference,
      pool: try ThreadPool(threadCount: 1))
    for pixels in Fixtures.images(2, height: 48, width: 48, seed: 4) {
      network.load(pixels, at: 0)
      network.forward(count: 1)
      try engine.run(pixels: pixels.span)
      for (index, output) in trained.graph.outputs.enumerated() {
        let float = network.result(of: 0, output)
        let units = engine.outputs[index].units
        var (signal, noise) = (0.0, 0.0)
        for (place, value) in engine.values(ofOutput: index).enumerated() {
          let real = Double(value) * Double(units[place % units.count])
          signal += Double(float[place] * float[place])
          noise += (real - Double(float[place])) * (real - Double(float[place]))
        }
        #expect(signal > 100 * noise, "\(output.name): \(10 * log10(signal / noise)) dB")
      }
    }
  }

  /// The architecture knows what a cell sees as the model's operators say it.
  @Test func cellsSeeWhatTheOperatorsSay() throws {
    let model = try run(side: 32).quantized
    let fields = try model.receptiveFields()
    let reach = trained.network.reach
    for output in model.model.outputs {
      #expect(fields[output.tensor].rows.first == reach.lowerBound)
      #expect(fields[output.tensor].columns.last == reach.upperBound)
      #expect(fields[output.tensor].rows.stride == PageArchitecture.stride)
    }
    guard case .pageNetwork(let page) = model.purpose else {
      Issue.record("the quantised model is no page network: \(model.purpose)")
      return
    }
    #expect(page.form.groups == ["head", "rest"] && page.form.staffSpace == 12)
  }

  @Test func anOutputThatALayerReadsIsRefused() throws {
    var builder = GraphBuilder(name: "two", height: 4, width: 4)
    let first = builder.convolution(builder.input, filters: 2, kernel: 1)
    builder.output("first", first)
    builder.output("second", builder.convolution(first, filters: 1, kernel: 1))
    let graph = try builder.build()
    let parameters = try Fixtures.parameters(graph, seed: 1)
    #expect(throws: QuantizationError.self) { _ = try GraphFolder.fold(graph, parameters) }
  }
}
