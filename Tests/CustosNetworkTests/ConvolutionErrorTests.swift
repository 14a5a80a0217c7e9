import CustosPlatform
import CustosTestRandom
import Testing

@testable import CustosNetwork

/// How far each way of computing a convolution is from the sum in float64, as a share of the
/// largest element of the result.
@Suite struct ConvolutionErrorTests {
  /// Sums of products in float32: a few times 2^-24, more where thousands are added up.
  static let directTolerance = 2e-6
  /// Winograd's transforms add terms of several sizes: a few times as much.
  static let winogradTolerance = 8e-6

  struct Shape: CustomTestStringConvertible, Sendable {
    let height: Int
    let width: Int
    let inputs: Int
    let outputs: Int
    var border = GraphBuilder.Border.same
    var images = 3
    var testDescription: String { "\(height)x\(width), \(inputs) to \(outputs), \(border)" }
  }

  static let shapes = [
    Shape(height: 9, width: 7, inputs: 16, outputs: 32),
    Shape(height: 10, width: 9, inputs: 32, outputs: 16, border: .valid),
    // Taps that see only padding: beside the map, above and below it, and all but the middle one.
    Shape(height: 3, width: 1, inputs: 16, outputs: 16),
    Shape(height: 1, width: 5, inputs: 16, outputs: 32),
    Shape(height: 1, width: 1, inputs: 32, outputs: 16),
    Shape(height: 3, width: 1, inputs: 128, outputs: 32, images: 40),
    Shape(height: 4, width: 4, inputs: 48, outputs: 48, images: 1),
    // Several blocks of tiles per thread.
    Shape(height: 40, width: 44, inputs: 32, outputs: 32),
    // Kernels that all threads work on together, and several of their blocks.
    Shape(height: 7, width: 3, inputs: 256, outputs: 128),
    Shape(height: 56, width: 48, inputs: 128, outputs: 256, images: 2),
  ]

  @Test(arguments: shapes, [ConvolutionChoice.direct, .winograd])
  func errorIsSmall(shape: Shape, choice: ConvolutionChoice) throws {
    let tolerance = choice == .direct ? Self.directTolerance : Self.winogradTolerance
    let images = shape.images
    var builder = GraphBuilder(name: "one", height: shape.height, width: shape.width)
    let first = builder.convolution(builder.input, filters: shape.inputs, kernel: 1)
    _ = builder.convolution(first, filters: shape.outputs, kernel: 3, border: shape.border)
    let graph = try builder.build()
    guard case .convolution(let convolution) = graph.nodes[2].operation else { return }
    let parameters = try Parameters(graph: graph)
    var random = SeededRandom(seed: 3)
    func fill(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) -> [Double] {
      for index in 0..<count { pointer[index] = Float.random(in: -1...1, using: &random) }
      return (0..<count).map { Double(pointer[$0]) }
    }
    let kernelPointer = try #require(parameters.pointer(2, .kernel))
    let kernel = fill(kernelPointer, 9 * shape.inputs * shape.outputs)
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: images, mode: .training,
      pool: try ThreadPool(threadCount: 3), convolutions: choice)
    for direction in ConvolutionAlgorithms.Direction.allCases {
      #expect((network.algorithms.winograd(2, direction) != nil) == (choice == .winograd))
    }
    network.forward(count: images)
    let map = graph.nodes[1].shape
    let output = graph.nodes[2].shape
    let inputs = fill(network.value(1), images * map.count)
    network.forward(2, convolution)
    let gradients = fill(network.gradient(2), images * output.count)
    network.backwardProduct(2)

    var expected = [Double](repeating: 0, count: images * output.count)
    var inputGradient = [Double](repeating: 0, count: images * map.count)
    var kernelGradient = [Double](repeating: 0, count: kernel.count)
    for image in 0..<images {
      for y in 0..<output.height {
        for x in 0..<output.width {
          let to = ((image * output.height + y) * output.width + x) * shape.outputs
          for tap in 0..<9 {
            let row = y + tap / 3 - convolution.padding.top
            let column = x + tap % 3 - convolution.padding.left
            guard row >= 0, row < map.height, column >= 0, column < map.width else { continue }
            let from = ((image * map.height + row) * map.width + column) * shape.inputs
            for input in 0..<shape.inputs {
              let weights = (tap * shape.inputs + input) * shape.outputs
              var sum = 0.0
              for channel in 0..<shape.outputs {
                expected[to + channel] += inputs[from + input] * kernel[weights + channel]
                kernelGradient[weights + channel] += inputs[from + input] * gradients[to + channel]
                sum += kernel[weights + channel] * gradients[to + channel]
              }
              inputGradient[from + input] += sum
            }
          }
        }
      }
    }
    let kernelOffset = try #require(parameters.gradientOffset(2, .kernel))
    #expect(Self.error(network.value(2), expected) < tolerance, "output")
    #expect(Self.error(network.gradient(1), inputGradient) < tolerance, "input's gradient")
    #expect(
      Self.error(network.parameterGradients.pointer + kernelOffset, kernelGradient) < tolerance,
      "kernel's gradient")
  }

  private static func error(_ found: UnsafeMutablePointer<Float>, _ expected: [Double]) -> Double {
    var worst = 0.0
    var largest = 0.0
    for (index, value) in expected.enumerated() {
      worst = max(worst, abs(Double(found[index]) - value))
      largest = max(largest, abs(value))
    }
    return worst / largest
  }
}
