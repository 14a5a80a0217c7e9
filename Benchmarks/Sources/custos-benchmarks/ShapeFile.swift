import CustosEngineChecks
import CustosModelFile

/// A network's operators as text; the format is in Benchmarks/README.md.
struct ShapeFile {
  /// A line that could not be understood.
  struct Failure: Error, CustomStringConvertible {
    let line: Int
    let text: String

    var description: String {
      "Line \(line) of the shape file, `\(text)`, is not an operator; see Benchmarks/README.md."
    }
  }

  let text: String

  /// The network for an input of the given size, with random weights.
  func model(height: Int, width: Int) throws -> Model {
    var graph = GraphBuilder(height: height, width: width, seed: 1)
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
      guard let operation = words.first else { continue }
      guard append(operation, Array(words.dropFirst()), to: &graph) else {
        throw Failure(line: number + 1, text: String(line))
      }
    }
    return graph.build()
  }

  private func append(_ operation: String, _ words: [String], to graph: inout GraphBuilder) -> Bool
  {
    let input = option("from", words) ?? graph.last
    guard graph.tensors.indices.contains(input) else { return false }
    let map = graph.tensors[input]
    switch operation {
    case "convolution":
      guard words.count >= 2, let channels = Int(words[0]), let kernel = size(words[1]) else {
        return false
      }
      graph.convolve(
        input, channels: channels,
        window: sameWindow(map, kernel, stride: option("stride", words) ?? 1))
    case "maxpool", "averagepool":
      guard let word = words.first, let kernel = size(word) else { return false }
      let window = Window(
        kernelHeight: min(kernel.height, map.height), kernelWidth: min(kernel.width, map.width),
        strideY: kernel.height, strideX: kernel.width)
      graph.pool(input, window: window, average: operation == "averagepool")
    case "add":
      let operands = words.compactMap { Int($0) }
      guard operands.count == 2, operands.allSatisfy({ graph.tensors.indices.contains($0) }) else {
        return false
      }
      graph.add(operands[0], operands[1])
    case "dense":
      guard let word = words.first, let channels = Int(word) else { return false }
      graph.dense(input, channels: channels, logits: true)
    default: return false
    }
    return true
  }

  /// TensorFlow's "same" padding: an odd row or column goes to the bottom or right.
  private func sameWindow(_ map: Tensor, _ kernel: (height: Int, width: Int), stride: Int) -> Window
  {
    func padding(_ extent: Int, _ kernel: Int) -> (before: Int, after: Int) {
      let outputs = (extent + stride - 1) / stride
      let total = max(0, (outputs - 1) * stride + kernel - extent)
      return (total / 2, total - total / 2)
    }
    let vertical = padding(map.height, kernel.height)
    let horizontal = padding(map.width, kernel.width)
    return Window(
      kernelHeight: kernel.height, kernelWidth: kernel.width, strideY: stride, strideX: stride,
      paddingTop: vertical.before, paddingLeft: horizontal.before, paddingBottom: vertical.after,
      paddingRight: horizontal.after)
  }

  private func option(_ name: String, _ words: [String]) -> Int? {
    guard let index = words.firstIndex(of: name), index + 1 < words.count else { return nil }
    return Int(words[index + 1])
  }

  private func size(_ word: String) -> (height: Int, width: Int)? {
    let numbers = word.split(separator: "x").compactMap { Int($0) }
    return numbers.count == 2 && numbers.allSatisfy { $0 > 0 } ? (numbers[0], numbers[1]) : nil
  }
}
