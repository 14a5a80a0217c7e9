import CustosArchitectures
import CustosNetwork
import Testing

@Suite struct ModelConfigurationTests {
  /// Totals of the original system (Keras, batch normalisation statistics included).
  @Test(arguments: [
    ("vgg4", 8_523_694), ("vgg_global_average", 7_828_398), ("res_net_4", 18_953_646),
  ])
  func parameterTotals(name: String, expected: Int) throws {
    let configuration = try ModelConfiguration.named(name)
    let graph = try configuration.graph(height: 448, width: 224, classCount: 14)
    #expect(graph.parameterCount == expected)
  }

  /// Billions of multiply-accumulates of one forward pass.
  @Test(arguments: [
    ("vgg4", 448, 224, 9.34), ("vgg4", 112, 56, 0.563), ("res_net_4", 448, 224, 6.25),
    ("res_net_4", 112, 56, 0.334),
  ])
  func multiplyAccumulates(name: String, height: Int, width: Int, expected: Double) throws {
    let configuration = try ModelConfiguration.named(name)
    let graph = try configuration.graph(height: height, width: width, classCount: 14)
    // The reference gives three digits.
    #expect(abs(Double(graph.multiplyAccumulates) / 1e9 / expected - 1) < 2e-3)
  }

  @Test func anUnknownNameListsTheKnownOnes() {
    #expect {
      try ModelConfiguration.named("vgg5")
    } throws: { error in
      "\(error)".contains("'vgg5'") && "\(error)".contains("res_net_4")
    }
  }

  @Test(arguments: ModelConfiguration.allCases)
  func sizesThatCannotBeAreRefused(configuration: ModelConfiguration) throws {
    let small = #expect(throws: ModelConfigurationError.self) {
      _ = try configuration.graph(height: 0, width: 3, classCount: 14)
    }
    let text = try #require(small).description
    let least = Self.leastSide(configuration)
    #expect(
      text.contains("from \(least)x\(least) pixels") && text.contains("0x3")
        && text.contains("--height"))
    let classes = #expect(throws: ModelConfigurationError.self) {
      _ = try configuration.graph(height: 80, width: 80, classCount: 0)
    }
    #expect(try #require(classes).description.contains(configuration.rawValue))
    let large = #expect(throws: ModelConfigurationError.self) {
      _ = try configuration.graph(height: .max, width: .max, classCount: 14)
    }
    #expect(try #require(large).description.contains("input_1"))
    #expect(try configuration.graph(height: least, width: least, classCount: 2).classCount == 2)
  }

  /// Most clamp their windows or pad their borders; Inception-ResNet does not, and its least size is the
  /// one that Keras gives.
  private static func leastSide(_ configuration: ModelConfiguration) -> Int {
    switch configuration {
    case .inceptionResNetV2, .inceptionResNetV2Pretrained: 75
    default: 1
    }
  }

  /// One side that is too short is enough.
  @Test(arguments: [(74, 300), (300, 74), (10, 10)])
  func tooSmallAnImageNamesTheLeastSize(height: Int, width: Int) throws {
    let error = #expect(throws: ModelConfigurationError.self) {
      _ = try ModelConfiguration.inceptionResNetV2.graph(
        height: height, width: width, classCount: 14)
    }
    let text = try #require(error).description
    #expect(text.contains("from 75x75 pixels") && text.contains("\(height)x\(width)"))
  }

  /// The penalty belongs to the original system's own networks.
  @Test func applicationsOfKerasHaveNoPenalty() {
    let penalized = ModelConfiguration.allCases.filter { $0.kernelPenalty > 0 }
    #expect(penalized == [.vgg4, .vggGlobalAverage, .resNet4])
    #expect(penalized.allSatisfy { $0.kernelPenalty == 1e-4 })
  }
}
