public import CustosEngine
public import CustosModelFile
import CustosTestRandom

/// Runs models through the engine on every instruction set of this CPU, with direct sums and with
/// Winograd's algorithm, with concatenations in place and copied, on several numbers of threads, and compares
/// all activations and outputs with the reference interpreter, exactly.
public struct EngineChecks {
  /// What failed, at most twenty; empty when all is well.
  public private(set) var failures: [String] = []
  /// Number of failed comparisons.
  public private(set) var failureCount = 0
  /// Number of comparisons made.
  public private(set) var checkCount = 0
  /// Numbers of threads to run with.
  public static let threadCounts = [1, 2, 4]

  private static let messageLimit = 20

  /// Starts with nothing checked.
  public init() {}

  /// Checks `model` on a random picture, or one of a single brightness.
  ///
  /// - Parameter weights: when Winograd's algorithm transforms its weights; nil for one of both ways.
  public mutating func check(
    _ model: Model, seed: UInt64, brightness: UInt8? = nil, weights: WinogradWeights? = nil
  ) {
    var random = SeededRandom(seed: seed)
    let pixels = (0..<model.tensors[0].elementCount).map { _ in
      brightness ?? UInt8(random.integer(0...255))
    }
    let reference = ReferenceInterpreter(model, input: pixels.map { Int8(Int($0) - 128) })
    let test = SelfTest(pixels: pixels, outputs: reference.outputs)
    let validated: ValidatedModel
    do throws(ModelError) { validated = try model.validated() } catch {
      return fail("seed \(seed): \(error.message)")
    }
    let winograd = weights ?? (seed % 2 == 0 ? .ahead : .inUse)
    let joins = model.operators.contains { $0.name == "concatenate" }
    for set in InstructionSet.available {
      for algorithm in [.direct, .winograd(winograd)] as [ConvolutionAlgorithm] {
        for concatenation in (joins ? [.inPlace, .copied] : [.inPlace]) as [Concatenation] {
          let description =
            "seed \(seed), \(set.name), \(algorithm == .direct ? "direct" : "winograd"), "
            + (concatenation == .inPlace ? "in place" : "copied")
          do throws(EngineError) {
            try check(
              Case(
                model: validated, test: test, reference: reference, set: set,
                algorithm: algorithm, concatenation: concatenation, description: description))
          } catch {
            fail("\(description): \(error.message)")
          }
        }
      }
    }
  }

  private struct Case {
    let model: ValidatedModel
    let test: SelfTest
    let reference: ReferenceInterpreter
    let set: InstructionSet
    let algorithm: ConvolutionAlgorithm
    let concatenation: Concatenation
    let description: String

    func engine(threads: Int, keepsActivations: Bool = false) throws(EngineError) -> Engine {
      try Engine(
        model: model, threads: threads, instructionSet: set, algorithm: algorithm,
        concatenation: concatenation, keepsActivations: keepsActivations, oversubscribes: true)
    }
  }

  private mutating func check(_ item: Case) throws(EngineError) {
    let keeping = try item.engine(threads: 1, keepsActivations: true)
    expect(try keeping.passes(item.test), "\(item.description): outputs")
    for (index, tensor) in item.model.model.tensors.enumerated() where tensor.elementType == .int8 {
      expect(
        keeping.activation(index).map { Int32($0) } == item.reference.activations[index],
        "\(item.description): tensor \(index)")
    }
    for threads in item.concatenation == .inPlace ? Self.threadCounts : [2] {
      let engine = try item.engine(threads: threads)
      expect(
        engine.arenaByteCount <= keeping.arenaByteCount,
        "\(item.description): sharing memory takes more of it")
      // Twice: what a first run leaves behind must not matter.
      for run in 1...2 {
        expect(
          try engine.passes(item.test),
          "\(item.description): outputs of run \(run) with \(threads) threads")
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
