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

  /// A percentile that leaves some of a side may still cut most of it.
  @Test func percentilesThatCutMostOfASideAreNamed() throws {
    // 3 per cent of the values are above 0.
    let values = (0..<20_000).map { Float($0 < 600 ? $0 + 1 : 0) }
    let range = Self.range(values)
    #expect(range.aboveZero == 3)
    #expect(range.warning(.percentile(99.9), layer: "conv2d_7") == nil)
    #expect(range.warning(.percentile(99), layer: "conv2d_7") == nil)
    // 1.5 per cent: percentile 99 cuts two thirds of them.
    let sparse = Self.range((0..<20_000).map { Float($0 < 300 ? $0 + 1 : 0) })
    let text = try #require(sparse.warning(.percentile(99), layer: "conv2d_7"))
    #expect(text.hasPrefix("The layer conv2d_7 is above 0 for 1.5 % of its values"))
    #expect(text.contains("percentile 99.0 cuts most of them") && text.contains("--method mse"))
    for method in [RangeMethod.minmax, .mse, .percentile(99.9)] {
      #expect(sparse.warning(method, layer: "conv2d_7") == nil)
    }
    var earlier = sparse
    earlier.aboveZero = nil
    #expect(earlier.warning(.percentile(99), layer: "conv2d_7") == nil)
  }

  @Test func smallAndBlankSamplesAreNamed() throws {
    var table = try CalibrationTableTests.table()
    table.patchCount = 1
    #expect(
      table.sampleWarnings.map { $0.hasPrefix("The calibration saw one patch, too few") } == [true])
    table.patchCount = 8
    table.blankPatchCount = 3
    #expect(table.sampleWarnings.isEmpty)
    table.blankPatchCount = 4
    #expect(
      table.sampleWarnings.map { $0.hasPrefix("4 of the calibration's 8 patches are blank") } == [
        true
      ])
    let json = try table.json()
    #expect(try CalibrationTable(json: json, file: "c.json") == table)
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
