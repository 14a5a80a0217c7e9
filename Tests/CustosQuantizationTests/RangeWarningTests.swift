import Testing

@testable import CustosQuantization

@Suite struct RangeWarningTests {
  private static func range(_ values: [Float]) -> ActivationRange {
    ActivationRange(
      layer: "activation_7", histogram: HistogramTests.histogram([values]),
      percentiles: ActivationRange.standardPercentiles)
  }

  @Test func percentilesThatCutAWholeSideAreNamed() throws {
    // 1 of 20,000 values is not 0: 0.005 per cent.
    let sparse = Self.range([Float](repeating: 0, count: 19_999) + [7.5])
    for method in [RangeMethod.minmax, .mse, .percentile(99.999)] {
      #expect(sparse.warning(method, layer: "conv2d_7") == nil, "\(method)")
    }
    for percent in [99, 99.9, 99.99] {
      let text = try #require(sparse.warning(.percentile(percent), layer: "conv2d_7"))
      #expect(text.hasPrefix("The layer conv2d_7 is above 0 for less than "))
      #expect(text.contains("7.5") && text.contains("percentile \(percent) cuts"))
      #expect(text.contains("--method mse"))
    }
    let negative = Self.range([Float](repeating: 0, count: 19_999) + [-3])
    #expect(negative.warning(.percentile(99.9), layer: "conv2d_7")?.contains("is below 0") == true)
  }

  @Test func layersOfNothingAreNamed() throws {
    for method in [RangeMethod.minmax, .mse, .percentile(99.99)] {
      let text = try #require(Self.range([0, 0, 0]).warning(method, layer: "conv2d_7"))
      #expect(text.hasPrefix("The layer conv2d_7 gives nothing but 0"))
    }
  }

  @Test func rangesOfUseAreNotNamed() throws {
    let values = (0..<20_000).map { Float($0 % 7) - 2 }
    let range = Self.range(values)
    for method in [RangeMethod.minmax, .mse, .percentile(99), .percentile(99.999)] {
      #expect(range.warning(method, layer: "conv2d_7") == nil)
    }
    let graph = try Fixtures.oddities()
    let folded = try GraphFolder.fold(graph, try Fixtures.parameters(graph, seed: 1))
    var table = try CalibrationTableTests.table()
    #expect(table.warnings(.percentile(99.999), of: folded).isEmpty)
    // Each is named as in the table of what int8 costs.
    for index in table.layers.indices {
      (table.layers[index].minimum, table.layers[index].maximum) = (0, 0)
    }
    let names = folded.layers.dropLast().filter(\.needsRange).map(\.name)
    let warnings = table.warnings(.minmax, of: folded)
    #expect(warnings.count == names.count && names.contains("conv2d_1"))
    for (warning, name) in zip(warnings, names) {
      #expect(warning.hasPrefix("The layer \(name) gives nothing but 0"))
    }
  }
}
