import CustosNetwork
import Testing

@testable import CustosQuantization

@Suite struct CalibrationTableTests {
  static func table(_ method: RangeMethod = .percentile(99.99)) throws -> CalibrationTable {
    let graph = try Fixtures.oddities()
    let images = Fixtures.images(2, height: 13, width: 11, seed: 1)
    let layers = try Fixtures.observe(graph, images: images, seed: 1).table
    return CalibrationTable(
      network: graph.name, height: 13, width: 11, modelDigest: "89abcdef", method: method,
      patchCount: 2, patchDigest: "01234567", patchWidth: 22, patchHeight: 26, seed: 1,
      layers: layers,
      weightErrors: [WeightError(layer: "conv2d_1", means: [-0.25, 1e-7, 3])])
  }

  @Test func readingGivesWhatWasWritten() throws {
    for method in [RangeMethod.minmax, .percentile(99.99), .mse] {
      var table = try Self.table(method)
      table.staffSpace = method == .minmax ? nil : 4.125
      let json = try table.json()
      #expect(try CalibrationTable(json: json, file: "c.json") == table)
      #expect(try CalibrationTable(json: json, file: "c.json").json() == json)
      #expect(table.rangeMethod == method)
    }
  }

  /// Tables of earlier versions hold neither; what needs them says so.
  @Test func whatEarlierTablesLackIsMissed() throws {
    var table = try Self.table()
    table.weightErrors = nil
    for index in table.layers.indices { table.layers[index].mse = nil }
    let earlier = try CalibrationTable(json: try table.json(), file: "c.json")
    #expect(earlier == table)
    let graph = try Fixtures.oddities()
    let folded = try GraphFolder.fold(graph, try Fixtures.parameters(graph, seed: 1))
    let noRange = try #require(throws: QuantizationError.self) {
      try earlier.ranges(for: folded, of: graph, method: .mse, file: "c.json")
    }
    #expect(noRange.description.hasPrefix("c.json holds no ranges for mse, only for minmax, "))
    let noErrors = try #require(throws: QuantizationError.self) {
      try folded.correctingBiases(earlier, file: "c.json")
    }
    #expect(noErrors.description.hasPrefix("c.json holds no errors of the weights"))
    #expect(noErrors.exitCode == 64)
  }

  @Test(arguments: [
    ("", "it is not JSON"), ("{", "it is not JSON"),
    ("{\"schema\": 5}", "wrong type"), ("{}", "is missing"),
  ])
  func damagedFilesAreNamed(json: String, reason: String) throws {
    let error = try #require(throws: QuantizationError.self) {
      try CalibrationTable(json: Array(json.utf8), file: "c.json")
    }
    #expect(error.description.hasPrefix("c.json is not a calibration file: "))
    #expect(error.description.contains(reason))
    #expect(error.exitCode == 65)
  }

  @Test func otherSchemasMethodsAndRangesAreRefused() throws {
    for (change, reason) in [
      ({ (table: inout CalibrationTable) in table.schema = "custos.calibration/9" }, "its schema"),
      ({ $0.method = "entropy" }, "its method"),
      ({ $0.staffSpace = 0.5 }, "its staff space is 0.5"), ({ $0.staffSpace = 27 }, "26 rows"),
      ({ $0.layers[0].mse = .init(low: 1, high: -1) }, "does not rise"),
      ({ $0.layers[0].minimum = $0.layers[0].maximum + 1 }, "does not rise"),
    ] {
      var table = try Self.table()
      change(&table)
      let json = try table.json()
      let error = try #require(throws: QuantizationError.self) {
        try CalibrationTable(json: json, file: "c.json")
      }
      #expect(error.description.contains(reason))
    }
  }

  @Test func tablesOfOtherNetworksAreRefused() throws {
    let graph = try Fixtures.oddities()
    let folded = try GraphFolder.fold(graph, try Fixtures.parameters(graph, seed: 1))
    for change in [
      { (table: inout CalibrationTable) in table.network = "vgg4" }, { $0.width = 12 },
      { $0.layers.removeLast() }, { $0.layers.swapAt(0, 1) },
    ] {
      var table = try Self.table()
      change(&table)
      let error = try #require(throws: QuantizationError.self) {
        try table.ranges(for: folded, of: graph, method: .minmax, file: "c.json")
      }
      #expect(error.description.hasPrefix("c.json does not belong to this model: "))
    }
    let error = try #require(throws: QuantizationError.self) {
      try Self.table().ranges(
        for: folded, of: graph, method: .percentile(98), file: "c.json")
    }
    #expect(
      error.description.hasPrefix("c.json holds no ranges for percentile 98.0, only for minmax, "))
    #expect(error.exitCode == 64)
  }
}
