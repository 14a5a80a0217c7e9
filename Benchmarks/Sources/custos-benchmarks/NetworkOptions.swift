import ArgumentParser
import CustosArchitectures
import CustosEngine
import CustosModelFile
import CustosPlatform
import CustosQuantization

/// A network of Custos, with random weights.
struct ArchitectureOptions: ParsableArguments {
  @Argument(help: "Name of a network, as `custos models` lists them.") var network: String
  @Option(help: "Input as HEIGHTxWIDTH.") var size = "112x56"

  /// The network, folded.
  func folded() throws -> FoldedGraph {
    let numbers = size.split(separator: "x").compactMap { Int($0) }
    guard numbers.count == 2 else { throw ValidationError("--size should be HEIGHTxWIDTH.") }
    return try RandomNetwork.folded(
      ModelConfiguration.named(network), height: numbers[0], width: numbers[1])
  }

  /// The network in int8.
  func model() throws -> ValidatedModel { try RandomNetwork.model(folded()) }
}

/// The network to time and how to run it.
struct NetworkOptions: ParsableArguments {
  @OptionGroup var architecture: ArchitectureOptions
  @Option(help: "Threads that share the work.") var threads = 1
  @Option(
    help: "A set of kernels, as custos-edge's --instruction-set has it; the best by default."
  )
  var instructionSet: String?

  /// The engine, ready to run.
  func engine() throws -> Engine {
    var set = InstructionSet.best
    if let instructionSet {
      guard let named = InstructionSet(name: instructionSet) else {
        throw ValidationError("--instruction-set \(instructionSet) is not known.")
      }
      set = named
    }
    return try Engine(model: architecture.model(), threads: threads, instructionSet: set)
  }
}

extension Engine {
  /// RGB bytes to run on.
  var picture: [UInt8] { (0..<inputByteCount).map { UInt8(truncatingIfNeeded: $0 &* 97) } }

  /// Runs the network once and returns the nanoseconds it took.
  func time(_ picture: [UInt8]) throws -> UInt64 {
    let start = MonotonicClock.nanoseconds
    try run(pixels: picture.span)
    return MonotonicClock.nanoseconds - start
  }
}
