public import CustosModelFile
import CustosTestRandom

/// Random small networks that use all operators.
public enum RandomGraph {
  /// The network of a seed.
  public static func make(seed: UInt64) -> Model {
    var shape = SeededRandom(seed: seed ^ 0xABCD)
    var graph = GraphBuilder(
      height: shape.integer(1...14), width: shape.integer(1...14), seed: seed)
    for _ in 0..<shape.integer(2...7) { addLayer(&graph, &shape) }
    switch shape.integer(0...2) {
    case 0: graph.dense(graph.last, channels: shape.integer(1...20), logits: true)
    case 1: graph.globalSum(graph.last)
    default:
      // A convolution over the whole map, with 1 x 1 outputs.
      let map = graph.tensors[graph.last]
      graph.convolve(
        graph.last, channels: shape.integer(1...20),
        window: Window(kernelHeight: map.height, kernelWidth: map.width), logits: true)
    }
    return graph.build()
  }

  /// A small network of the shape of `res_net_4`.
  public static func residualNetwork(seed: UInt64) -> Model {
    var graph = GraphBuilder(height: 29, width: 15, seed: seed)
    let same = Window(
      kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
      paddingRight: 1)
    let halves = Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2)
    graph.convolve(
      0, channels: 20,
      window: Window(
        kernelHeight: 7, kernelWidth: 7, strideY: 2, strideX: 2, paddingTop: 3, paddingLeft: 2,
        paddingBottom: 3, paddingRight: 3))
    let trunk = graph.convolve(graph.last, channels: 32, window: same)
    graph.convolve(trunk, channels: 32, window: same)
    graph.convolve(graph.last, channels: 32, window: same)
    graph.add(trunk, graph.last)
    let pooled = graph.pool(graph.last, window: halves, average: false)
    let shortcut = graph.convolve(pooled, channels: 48, window: same)
    graph.convolve(pooled, channels: 48, window: same)
    graph.convolve(graph.last, channels: 48, window: same)
    graph.add(shortcut, graph.last)
    graph.pool(graph.last, window: halves, average: true)
    graph.dense(graph.last, channels: 14, logits: true)
    return graph.build()
  }

  /// A chain of convolutions 3x3 with stride 1 over multiples of 16 channels, most of them followed by
  /// what can be joined to them: pooling or a sum, with either operand first.
  public static func winogradNetwork(seed: UInt64) -> Model {
    var shape = SeededRandom(seed: seed ^ 0x5151)
    var graph = GraphBuilder(
      height: shape.integer(3...23), width: shape.integer(3...23), seed: seed)
    graph.convolve(
      0, channels: 16 * shape.integer(1...4), window: Window(kernelHeight: 1, kernelWidth: 1))
    for _ in 0..<shape.integer(1...4) {
      let input = graph.last
      let map = graph.tensors[input]
      let same = Window(
        kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
        paddingRight: 1)
      let result = graph.convolve(
        input, channels: shape.integer(0...1) == 0 ? map.channels : 16 * shape.integer(1...5),
        window: shape.integer(0...2) == 0 ? window(map, &shape, kernel: 3) : same)
      let made = graph.tensors[result]
      switch shape.integer(0...2) {
      case 0 where made.height >= 2 && made.width >= 2:
        graph.pool(
          result, window: Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2),
          average: false)
      case 1
      where made.channels == map.channels && made.height == map.height && made.width == map.width:
        if shape.integer(0...1) == 0 { graph.add(input, result) } else { graph.add(result, input) }
      default: break
      }
    }
    graph.dense(graph.last, channels: 9, logits: true)
    return graph.build()
  }

  /// Convolutions 3x3 over so many channels that Winograd's transformed inputs exceed a second-level cache, and that
  /// weights are transformed in parts.
  public static func deepNetwork(seed: UInt64) -> Model {
    var graph = GraphBuilder(height: 22, width: 17, seed: seed)
    let same = Window(
      kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
      paddingRight: 1)
    graph.convolve(0, channels: 160, window: Window(kernelHeight: 1, kernelWidth: 1))
    graph.convolve(graph.last, channels: 128, window: same)
    graph.convolve(graph.last, channels: 160, window: same)
    graph.pool(graph.last, window: Window(kernelHeight: 22, kernelWidth: 17), average: true)
    graph.dense(graph.last, channels: 5, logits: true)
    return graph.build()
  }

  /// Convolutions 3x3 on maps so small that some of their taps see only padding.
  public static func tinyMapNetwork(seed: UInt64) -> Model {
    var shape = SeededRandom(seed: seed ^ 0x717)
    var graph = GraphBuilder(height: shape.integer(1...3), width: 1, seed: seed)
    for _ in 0..<3 {
      let same = Window(
        kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
        paddingRight: 1)
      graph.convolve(graph.last, channels: shape.integer(1...40), window: same)
    }
    graph.dense(graph.last, channels: 5, logits: true)
    return graph.build()
  }

  /// A window of stride 1 with any paddings that leave an output.
  private static func window(_ map: Tensor, _ shape: inout SeededRandom, kernel: Int) -> Window {
    func padding(_ extent: Int) -> Int { extent < kernel ? 2 : shape.integer(0...2) }
    return Window(
      kernelHeight: kernel, kernelWidth: kernel, paddingTop: padding(map.height),
      paddingLeft: padding(map.width), paddingBottom: padding(map.height),
      paddingRight: padding(map.width))
  }

  private static func addLayer(_ graph: inout GraphBuilder, _ shape: inout SeededRandom) {
    let input = graph.last
    let map = graph.tensors[input]
    switch shape.integer(0...11) {
    case 0...4:
      graph.convolve(
        input, channels: channels(&shape), window: window(map, &shape, kernelLimit: 7))
    case 5:
      let branch = graph.convolve(
        input, channels: map.channels, window: Window(kernelHeight: 1, kernelWidth: 1))
      graph.add(input, branch)
    case 6:
      let branch = graph.convolve(
        input, channels: channels(&shape), window: Window(kernelHeight: 1, kernelWidth: 1))
      let other = graph.convolve(
        branch, channels: channels(&shape), window: Window(kernelHeight: 1, kernelWidth: 1))
      graph.concatenate([input, other, branch])
    case 7: graph.pool(input, window: window(map, &shape, kernelLimit: 3), average: true)
    case 8: graph.pool(input, window: window(map, &shape, kernelLimit: 3), average: false)
    case 9: graph.channelAffine(input)
    case 10: joinedBranches(&graph, &shape)
    default: graph.dense(input, channels: channels(&shape), logits: false)
    }
  }

  static func channels(_ shape: inout SeededRandom) -> Int {
    shape.integer(0...1) == 0 ? 16 * shape.integer(1...3) : shape.integer(1...40)
  }

  /// Any window that fits the padded map; paddings of the four sides are independent.
  static func window(
    _ map: Tensor, _ shape: inout SeededRandom, kernelLimit: Int
  ) -> Window {
    func side(_ extent: Int) -> (kernel: Int, before: Int, after: Int) {
      let kernel = shape.integer(1...kernelLimit)
      let before = shape.integer(0...kernel - 1)
      var after = shape.integer(0...kernel - 1)
      if extent + before + after < kernel { after = kernel - 1 }
      return (kernel, before, after)
    }
    let vertical = side(map.height)
    let horizontal = side(map.width)
    return Window(
      kernelHeight: vertical.kernel, kernelWidth: horizontal.kernel,
      strideY: shape.integer(1...3), strideX: shape.integer(1...3), paddingTop: vertical.before,
      paddingLeft: horizontal.before, paddingBottom: vertical.after,
      paddingRight: horizontal.after)
  }
}
