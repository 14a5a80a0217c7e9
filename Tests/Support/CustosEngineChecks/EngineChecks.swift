import CustosEngine
import CustosModelFile
import CustosTestRandom

/// Runs models through the engine on every instruction set of this CPU, with direct sums and with
/// Winograd's algorithm, on several numbers of threads, and compares all activations and logits with the reference interpreter, exactly.
public struct EngineChecks {
  /// What failed, at most twenty; empty when all is well.
  public private(set) var failures: [String] = []
  /// Number of failed comparisons.
  public private(set) var failureCount = 0
  /// Number of comparisons made.
  public private(set) var checkCount = 0
  /// Numbers of threads to run with.
  public static let threadCounts = [1, 2, 4]

  private static let algorithms: [(ConvolutionAlgorithm, String)] = [
    (.direct, "direct"), (.winograd, "winograd"),
  ]
  private static let messageLimit = 20

  /// Starts with nothing checked.
  public init() {}

  /// Checks `model` on a random picture, or one of a single brightness.
  public mutating func check(_ model: Model, seed: UInt64, brightness: UInt8? = nil) {
    var random = SeededRandom(seed: seed)
    let pixels = (0..<model.tensors[0].elementCount).map { _ in
      brightness ?? UInt8(random.integer(0...255))
    }
    let reference = ReferenceInterpreter(model, input: pixels.map { Int8(Int($0) - 128) })
    for set in InstructionSet.available {
      for (algorithm, name) in Self.algorithms {
        let description = "seed \(seed), \(set.name), \(name)"
        do throws(EngineError) {
          try check(model, pixels, reference, set, algorithm, description)
        } catch {
          fail("\(description): \(error.message)")
        }
      }
    }
  }

  private mutating func check(
    _ model: Model, _ pixels: [UInt8], _ reference: ReferenceInterpreter, _ set: InstructionSet,
    _ algorithm: ConvolutionAlgorithm, _ description: String
  ) throws(EngineError) {
    let keeping = try Engine(
      model: model, instructionSet: set, algorithm: algorithm, keepsActivations: true)
    expect(try keeping.logits(ofPixels: pixels) == reference.logits, "\(description): logits")
    for (index, tensor) in model.tensors.enumerated() where tensor.elementType == .int8 {
      expect(
        keeping.activation(index).map { Int32($0) } == reference.activations[index],
        "\(description): tensor \(index)")
    }
    for threads in Self.threadCounts {
      let engine = try Engine(
        model: model, threads: threads, instructionSet: set, algorithm: algorithm)
      expect(
        engine.arenaByteCount <= keeping.arenaByteCount,
        "\(description): sharing memory takes more of it")
      // Twice: what a first run leaves behind must not matter.
      for run in 1...2 {
        expect(
          try engine.logits(ofPixels: pixels) == reference.logits,
          "\(description): logits of run \(run) with \(threads) threads")
      }
    }
  }

  private mutating func expect(_ condition: Bool, _ description: @autoclosure () -> String) {
    checkCount += 1
    if !condition { fail(description()) }
  }

  private mutating func fail(_ description: String) {
    failureCount += 1
    if failures.count < Self.messageLimit { failures.append(description) }
  }
}
