import CustosModelFile
import CustosNetwork

@testable import CustosQuantization

/// Runs a folded graph with plain loops in double precision.
enum FloatReference {
  /// The outputs of all layers for one image, bytes `[H, W, 3]`; `change` may alter each before others
  /// read it.
  static func run(
    _ graph: FoldedGraph, _ pixels: [UInt8], change: (Int, [Double]) -> [Double] = { $1 }
  ) -> [[Double]] {
    var values: [[Double]] = []
    for layer in graph.layers {
      let inputs = layer.inputs.map { values[$0] }
      let shapes = layer.inputs.map { graph.layers[$0].shape }
      var output: [Double]
      switch layer.operation {
      case .input: output = pixels.map(Double.init)
      case .convolution(let window, let weights):
        output = []
        forEachWindow(layer.shape, window) { row, column in
          for channel in 0..<weights.outputs {
            var sum = weights.bias[channel]
            forEachElement(shapes[0], window, row, column) { element, place in
              for input in 0..<shapes[0].channels {
                sum +=
                  inputs[0][element + input]
                  * weights.weights[channel * weights.inputs + place * shapes[0].channels + input]
              }
            }
            output.append(sum)
          }
        }
      case .dense(let weights):
        output = (0..<weights.outputs).map { channel in
          (0..<weights.inputs).reduce(weights.bias[channel]) {
            $0 + inputs[0][$1] * weights.weights[channel * weights.inputs + $1]
          }
        }
      case .add(let scale): output = zip(inputs[0], inputs[1]).map { $0 + Double(scale) * $1 }
      case .concatenate:
        output = []
        for pixel in 0..<layer.shape.height * layer.shape.width {
          for (input, shape) in zip(inputs, shapes) {
            output += input[pixel * shape.channels..<(pixel + 1) * shape.channels]
          }
        }
      case .channelAffine(let channels):
        output = inputs[0].indices.map {
          let channel = $0 % shapes[0].channels
          return channels.factors[channel] * inputs[0][$0] + channels.shifts[channel]
        }
      case .maxPool(let window):
        output = pool(inputs[0], shapes[0], layer.shape, window) { $0.max() ?? 0 }
      case .averagePool(let window):
        output = pool(inputs[0], shapes[0], layer.shape, window) {
          $0.reduce(0, +) / Double($0.count)
        }
      case .globalAverage:
        let window = Window(kernelHeight: shapes[0].height, kernelWidth: shapes[0].width)
        output = pool(inputs[0], shapes[0], layer.shape, window) {
          $0.reduce(0, +) / Double($0.count)
        }
      }
      values.append(change(values.count, layer.hasRelu ? output.map { max(0, $0) } : output))
    }
    return values
  }

  private static func pool(
    _ input: [Double], _ map: Shape, _ shape: Shape, _ window: Window,
    _ join: ([Double]) -> Double
  ) -> [Double] {
    var output: [Double] = []
    forEachWindow(shape, window) { row, column in
      for channel in 0..<map.channels {
        var elements: [Double] = []
        forEachElement(map, window, row, column) { element, _ in
          elements.append(input[element + channel])
        }
        output.append(join(elements))
      }
    }
    return output
  }
}

/// Calls `body` with the first row and column of each window of an output map, in order.
func forEachWindow(_ shape: Shape, _ window: Window, _ body: (Int, Int) -> Void) {
  for y in 0..<shape.height {
    for x in 0..<shape.width {
      body(y * window.strideY - window.paddingTop, x * window.strideX - window.paddingLeft)
    }
  }
}

/// Calls `body` with the offset of each pixel of a window that lies inside the map, and its place in
/// the window.
func forEachElement(
  _ map: Shape, _ window: Window, _ row: Int, _ column: Int, _ body: (Int, Int) -> Void
) {
  for y in 0..<window.kernelHeight where (0..<map.height).contains(row + y) {
    for x in 0..<window.kernelWidth where (0..<map.width).contains(column + x) {
      body(
        ((row + y) * map.width + column + x) * map.channels, y * window.kernelWidth + x)
    }
  }
}
