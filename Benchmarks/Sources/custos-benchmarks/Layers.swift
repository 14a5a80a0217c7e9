import ArgumentParser
import CustosModelFile
import CustosNetwork
import CustosPlatform
import CustosQuantization

/// Prints a network's layers, from which the peers' models of it are written.
struct Layers: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints the layers of the folded network, one a line; see Benchmarks/README.md.")

  @OptionGroup var architecture: ArchitectureOptions

  func run() throws {
    let lines = try architecture.folded().layers.map(Self.line)
    try Console.output.write(lines.joined(separator: "\n") + "\n")
  }

  /// `OPERATION HxWxC INPUT,INPUT,... [window ...] [relu]`.
  private static func line(_ layer: FoldedLayer) -> String {
    let (name, details) = description(layer.operation)
    let shape = "\(layer.shape.height)x\(layer.shape.width)x\(layer.shape.channels)"
    let inputs = layer.inputs.isEmpty ? "-" : layer.inputs.map(String.init).joined(separator: ",")
    return ([name, shape, inputs] + details + (layer.hasRelu ? ["relu"] : []))
      .joined(separator: " ")
  }

  private static func description(_ operation: FoldedOperation) -> (String, [String]) {
    switch operation {
    case .input: ("input", [])
    case .convolution(let window, _): ("convolution", text(window))
    case .dense: ("dense", [])
    case .add(let scale): ("add", ["scale", "\(scale)"])
    case .concatenate: ("concatenate", [])
    case .channelAffine: ("affine", [])
    case .maxPool(let window): ("maxpool", text(window))
    case .averagePool(let window): ("averagepool", text(window))
    case .globalAverage: ("globalaverage", [])
    }
  }

  private static func text(_ window: Window) -> [String] {
    let padding = [
      window.paddingTop, window.paddingLeft, window.paddingBottom, window.paddingRight,
    ]
    return [
      "kernel", "\(window.kernelHeight)x\(window.kernelWidth)", "stride",
      "\(window.strideY)x\(window.strideX)", "padding",
      padding.map(String.init).joined(separator: "x"),
    ]
  }
}
