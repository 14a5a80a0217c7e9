public import CustosModelFile
import CustosTestRandom

/// Random page networks of stride 4.
extension RandomGraph {
  private static let same = Window(
    kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
    paddingRight: 1)
  private static let one = Window(kernelHeight: 1, kernelWidth: 1)

  /// The page network of a seed: two layers that halve the map, then any that keep its size, then heads
  /// with int8 and int32 outputs. `height` and `width` are multiples of 4.
  public static func pageNetwork(seed: UInt64, height: Int = 32, width: Int = 24) -> Model {
    var shape = SeededRandom(seed: seed ^ 0x9A6E)
    var graph = GraphBuilder(height: height, width: width, seed: seed)
    graph.convolve(0, channels: shape.integer(3...9), window: halving(&shape))
    switch shape.integer(0...2) {
    case 0: graph.pool(graph.last, window: halving(&shape), average: false)
    case 1: graph.pool(graph.last, window: halving(&shape), average: true)
    default: break
    }
    if graph.tensors[graph.last].height == height / 2 {
      graph.convolve(graph.last, channels: 16, window: halving(&shape))
    }
    for _ in 0..<shape.integer(1...3) { addBlock(&graph, &shape) }
    let trunk = graph.last
    let groups = ["head", "rest", "dot"]
    let exact = shape.integer(0...1) == 0
    let centres = graph.convolve(trunk, channels: groups.count, window: same, logits: exact)
    let boxes = graph.convolve(trunk, channels: 4, window: one, logits: shape.integer(0...1) == 0)
    let positions = graph.convolve(trunk, channels: 15, window: one, logits: true)
    guard shape.integer(0...3) > 0 else {
      return graph.buildPage(
        centres: centres, boxes: boxes, positions: positions, groups: groups)
    }
    let classes = graph.convolve(trunk, channels: 4, window: one, logits: !exact)
    return graph.buildPage(
      centres: centres, boxes: boxes, positions: positions, classes: classes, groups: groups,
      classNames: ["rest/quarter_rest", "head/full", "rest/half_rest", "head/empty"])
  }

  /// A page network of a usual size with random weights: 16 and 32 channels, each halving the map, 64, four
  /// residual blocks of 64, and heads for five groups and 40 classes.
  public static func usualPageNetwork(seed: UInt64, height: Int = 320, width: Int = 320) -> Model {
    var graph = GraphBuilder(height: height, width: width, seed: seed)
    let halves = Window(
      kernelHeight: 3, kernelWidth: 3, strideY: 2, strideX: 2, paddingTop: 1, paddingLeft: 1,
      paddingBottom: 1, paddingRight: 1)
    graph.convolve(0, channels: 16, window: halves)
    graph.convolve(graph.last, channels: 32, window: halves)
    var trunk = graph.convolve(graph.last, channels: 64, window: same)
    for _ in 0..<4 {
      graph.convolve(trunk, channels: 64, window: same)
      let branch = graph.convolve(graph.last, channels: 64, window: same)
      trunk = graph.add(trunk, branch)
    }
    let groups = ["head", "rest", "accidental", "clef", "dot"]
    let heads = [groups.count, 4, 15, 40].map {
      graph.convolve(trunk, channels: $0, window: one, logits: true)
    }
    return graph.buildPage(
      centres: heads[0], boxes: heads[1], positions: heads[2], classes: heads[3], groups: groups,
      classNames: (0..<40).map { "\(groups[$0 % groups.count])/class_\($0)" })
  }

  /// Windows of stride 2 over an even map whose output has half its size.
  private static func halving(_ shape: inout SeededRandom) -> Window {
    func side() -> (kernel: Int, before: Int, after: Int) {
      switch shape.integer(0...3) {
      case 0: (2, 0, 0)
      case 1: (3, 0, 1)
      case 2: (3, 1, 0)
      default: (5, 2, 2)
      }
    }
    let (vertical, horizontal) = (side(), side())
    return Window(
      kernelHeight: vertical.kernel, kernelWidth: horizontal.kernel, strideY: 2, strideX: 2,
      paddingTop: vertical.before, paddingLeft: horizontal.before, paddingBottom: vertical.after,
      paddingRight: horizontal.after)
  }

  private static func addBlock(_ graph: inout GraphBuilder, _ shape: inout SeededRandom) {
    let input = graph.last
    let channels = graph.tensors[input].channels
    switch shape.integer(0...4) {
    case 0:
      graph.convolve(input, channels: 16, window: same)
      let branch = graph.convolve(graph.last, channels: channels, window: same)
      graph.add(input, branch)
    case 1:
      let row = Window(kernelHeight: 1, kernelWidth: 5, paddingLeft: 4)
      let branch = graph.convolve(input, channels: 7, window: row)
      graph.concatenate([input, branch])
    case 2:
      graph.channelAffine(input)
      graph.pool(graph.last, window: same, average: shape.integer(0...1) == 0)
    case 3:
      // Enlarges the map and shrinks it again.
      graph.convolve(
        input, channels: 16,
        window: Window(
          kernelHeight: 3, kernelWidth: 3, paddingTop: 2, paddingLeft: 1, paddingBottom: 2,
          paddingRight: 2))
      graph.convolve(
        graph.last, channels: 16, window: Window(kernelHeight: 3, kernelWidth: 2))
    default: graph.convolve(input, channels: 16, window: same)
    }
  }
}
