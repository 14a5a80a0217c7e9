import CustosEngine
import CustosEngineChecks
import CustosModelFile
import CustosPlatform
import Testing

@Suite struct EngineTests {
  static func check(
    _ model: Model, seed: UInt64, brightness: UInt8? = nil, weights: WinogradWeights? = nil
  ) {
    var checks = EngineChecks()
    checks.check(model, seed: seed, brightness: brightness, weights: weights)
    #expect(checks.failures == [])
    #expect(checks.checkCount > 0)
  }

  @Test(arguments: 0..<80 as Range<UInt64>) func equalsReferenceOnRandomGraphs(seed: UInt64) {
    Self.check(RandomGraph.make(seed: seed), seed: seed)
  }

  @Test(arguments: 0..<60 as Range<UInt64>) func equalsReferenceOnWinogradNetworks(seed: UInt64) {
    Self.check(RandomGraph.winogradNetwork(seed: seed), seed: seed)
  }

  @Test(arguments: [.ahead, .inUse] as [WinogradWeights])
  func equalsReferenceOnDeepNetwork(weights: WinogradWeights) {
    Self.check(RandomGraph.deepNetwork(seed: 5), seed: 5, weights: weights)
  }

  @Test(arguments: 0..<30 as Range<UInt64>) func equalsReferenceOnDenseNetworks(seed: UInt64) {
    Self.check(RandomGraph.denseNetwork(seed: seed), seed: seed)
  }

  @Test(arguments: 0..<30 as Range<UInt64>) func equalsReferenceOnMapNetworks(seed: UInt64) {
    Self.check(RandomGraph.mapNetwork(seed: seed), seed: seed)
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func equalsReferenceOnTinyMaps(seed: UInt64) {
    Self.check(RandomGraph.tinyMapNetwork(seed: seed), seed: seed)
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func equalsReferenceOnInceptionNetworks(seed: UInt64) {
    Self.check(RandomGraph.inceptionNetwork(seed: seed), seed: seed)
  }

  @Test func equalsReferenceOnResidualNetwork() {
    Self.check(RandomGraph.residualNetwork(seed: 7), seed: 7)
  }

  /// A window narrower than its stride on a map one pixel wide, as res_net_4 at 112x56 ends.
  @Test func equalsReferenceWhenWindowIsClampedToMap() {
    var graph = GraphBuilder(height: 3, width: 1, seed: 3)
    graph.convolve(0, channels: 64, window: Window(kernelHeight: 1, kernelWidth: 1))
    graph.pool(
      graph.last, window: Window(kernelHeight: 2, kernelWidth: 1, strideY: 2, strideX: 2),
      average: true)
    graph.dense(graph.last, channels: 14, logits: true)
    Self.check(graph.build(), seed: 3)
  }

  /// All inputs at an end of their range.
  @Test(arguments: [0, 255] as [UInt8]) func equalsReferenceOnUniformPictures(brightness: UInt8) {
    var graph = GraphBuilder(height: 8, width: 8, seed: 1)
    graph.convolve(0, channels: 64, window: Window(kernelHeight: 3, kernelWidth: 3))
    graph.dense(graph.last, channels: 5, logits: true)
    Self.check(graph.build(), seed: 1, brightness: brightness)
  }

  /// Enough channels that the weights are cut into several chunks.
  @Test func equalsReferenceWhenWeightsAreChunked() {
    var graph = GraphBuilder(height: 6, width: 5, seed: 5)
    graph.convolve(0, channels: 160, window: Window(kernelHeight: 1, kernelWidth: 1))
    graph.convolve(
      graph.last, channels: 210,
      window: Window(
        kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
        paddingRight: 1))
    graph.globalSum(graph.last)
    Self.check(graph.build(), seed: 5)
  }

  @Test func refusesInputsOfOtherSizes() throws {
    let engine = try Engine(model: RandomGraph.make(seed: 1).validated())
    let count = engine.inputByteCount
    #expect(throws: EngineError.wrongInputSize(expected: count, found: count - 1)) {
      try engine.logits(ofPixels: [UInt8](repeating: 0, count: count - 1))
    }
  }

  @Test func takesNoMoreThreadsThanCanRunAtOnce() throws {
    let model = try RandomGraph.make(seed: 1).validated()
    #expect(try Engine(model: model, threads: 200).threadCount == ThreadPool.defaultThreadCount())
    #expect(try Engine(model: model, threads: 1).threadCount == 1)
    #expect(try Engine(model: model, threads: 5, oversubscribes: true).threadCount == 5)
  }

  @Test func refusesInstructionSetsThatThisCPULacks() {
    for set in InstructionSet.allCases where !set.isAvailable {
      #expect(throws: EngineError.instructionSetUnavailable(set)) {
        try Engine(model: RandomGraph.make(seed: 1).validated(), instructionSet: set)
      }
    }
    #expect(InstructionSet.available.first == .scalar)
    #expect(InstructionSet.available.last == .best)
  }

  @Test func coresNameTheirInstructionSets() {
    #expect(InstructionSet(core: "cortex-a53")?.name == "neon-a53")
    #expect(InstructionSet(core: "cortex-a72")?.name == "neon")
    #expect(InstructionSet(core: "cortex-a55")?.name == "neondot-a55")
    #expect(InstructionSet(core: "cortex-a76")?.name == "neondot")
    #expect(InstructionSet(core: "cortex-a720")?.name == "neoni8mm")
    #expect(InstructionSet(core: "cortex-a9") == nil && InstructionSet(core: "") == nil)
    for set in InstructionSet.allCases { #expect(InstructionSet(name: set.name) == set) }
  }

  /// Convolutions say which algorithm they take, and what they do besides.
  @Test func profileNamesTheKernelAndWhatIsJoined() throws {
    let withWinograd = ["avx2", "avxvnni", "avx512vnni", "neon"]
    guard withWinograd.contains(InstructionSet.best.name) else { return }
    var graph = GraphBuilder(height: 16, width: 16, seed: 2)
    graph.convolve(0, channels: 16, window: Window(kernelHeight: 1, kernelWidth: 1))
    let same = Window(
      kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
      paddingRight: 1)
    graph.convolve(graph.last, channels: 32, window: same)
    graph.pool(
      graph.last, window: Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2),
      average: false)
    graph.dense(graph.last, channels: 5, logits: true)
    let model = try graph.build().validated()
    let profile = try Engine(model: model, algorithm: .winograd(.ahead)).profile
    #expect(profile[1].kernelName.contains("winograd"))
    #expect(profile.map(\.joinedTo) == [nil, nil, 1, nil] && profile[2].kernelName.isEmpty)
    let direct = try Engine(model: model, algorithm: .direct)
    #expect(direct.profile.allSatisfy { !$0.kernelName.contains("winograd") })
    #expect(direct.profile.allSatisfy { $0.joinedTo == nil } && direct.scratchByteCount == 0)
  }

  @Test func profileCountsRunsAndProducts() throws {
    var graph = GraphBuilder(height: 4, width: 5, seed: 2)
    graph.convolve(0, channels: 6, window: Window(kernelHeight: 3, kernelWidth: 3))
    graph.dense(graph.last, channels: 7, logits: true)
    let engine = try Engine(model: graph.build().validated())
    let picture = [UInt8](repeating: 9, count: engine.inputByteCount)
    _ = try engine.logits(ofPixels: picture)
    #expect(engine.profile.map(\.runs) == [0, 0])
    engine.isProfiling = true
    _ = try engine.logits(ofPixels: picture)
    #expect(engine.profile.map(\.runs) == [1, 1])
    #expect(engine.profile.map(\.multiplyAccumulates) == [2 * 3 * 6 * 27, 2 * 3 * 6 * 7])
    #expect(engine.profile.map(\.name) == ["convolution", "dense"])
    engine.resetProfile()
    #expect(engine.profile.map(\.nanoseconds) == [0, 0])
  }

  @Test func probabilitiesAreTheSoftmaxOfScaledLogits() throws {
    let engine = try Engine(model: RandomGraph.residualNetwork(seed: 4).validated())
    let picture = (0..<engine.inputByteCount).map { UInt8($0 * 7 % 256) }
    let logits = try engine.logits(ofPixels: picture)
    let real = zip(logits, engine.logitScales).map { Double($0) * Double($1) }
    let largest = real.max() ?? 0
    let powers = real.map { Self.power($0 - largest) }
    let total = powers.reduce(0, +)
    // Half a unit of float32's last place, and as much for the reference.
    let tolerance = 2e-7
    for (probability, power) in zip(engine.probabilities(), powers) {
      #expect(abs(Double(probability) - power / total) < tolerance)
    }
  }

  /// exp by repeated squaring of a short series: slow and independent of the engine's.
  private static func power(_ x: Double) -> Double {
    let small = x / 1_048_576
    var value = 1 + small + small * small / 2 + small * small * small / 6
    for _ in 0..<20 { value *= value }
    return value
  }
}
