public import CustosModelFile
import CustosTestRandom

/// Networks whose concatenations need no change of scale, so that they can be written in place.
extension RandomGraph {
  private static let same = Window(
    kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
    paddingRight: 1)
  private static let one = Window(kernelHeight: 1, kernelWidth: 1)

  /// A dense block, as in DenseNet: every layer reads all maps made up to then, through a batch
  /// normalisation of its own, and joins another one to them.
  public static func denseNetwork(seed: UInt64) -> Model {
    var shape = SeededRandom(seed: seed ^ 0xDE45E)
    var graph = GraphBuilder(
      height: shape.integer(4...13), width: shape.integer(4...13), seed: seed)
    graph.sharedZeroPoint = Int32(shape.integer(-128...127))
    let growth = 16 * shape.integer(1...2)
    graph.convolve(0, channels: 16 * shape.integer(1...3), window: same)
    var joined = graph.pool(graph.last, window: same, average: false)
    for _ in 0..<shape.integer(2...4) {
      graph.channelAffine(joined)
      graph.convolve(graph.last, channels: 32, window: one)
      let new = graph.convolve(graph.last, channels: growth, window: same)
      joined = graph.concatenate([joined, new], isShared: true)
    }
    graph.channelAffine(joined)
    graph.pool(
      graph.last, window: Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2),
      average: true)
    graph.globalSum(graph.last)
    return graph.build()
  }

  /// Branches with every kind of operator that can write to a part of a joined map, and sometimes one that
  /// reads a part again: with padding, in one row or column, as a whole, or joined once more.
  static func joinedBranches(_ graph: inout GraphBuilder, _ shape: inout SeededRandom) {
    let input = graph.last
    graph.sharedZeroPoint = Int32(shape.integer(-128...127))
    defer { graph.sharedZeroPoint = nil }
    var parts: [Int] = []
    for _ in 0..<shape.integer(1...4) {
      var part: Int
      switch shape.integer(0...6) {
      case 0: part = graph.convolve(input, channels: channels(&shape), window: one)
      case 1: part = graph.convolve(input, channels: 16 * shape.integer(1...3), window: same)
      case 2: part = graph.channelAffine(input)
      case 3: part = graph.pool(input, window: same, average: true)
      case 4:
        graph.convolve(input, channels: channels(&shape), window: one)
        part = graph.pool(graph.last, window: same, average: false)
      case 5: part = graph.add(input, graph.channelAffine(input))
      default:
        let first = graph.convolve(input, channels: channels(&shape), window: one)
        part = graph.concatenate([first, graph.channelAffine(input)], isShared: true)
      }
      parts.append(part)
      reader(of: part, &graph, &shape, parts: &parts)
    }
    // A part that is joined twice can lie in one place only.
    if shape.integer(0...5) == 0 { parts.append(parts[0]) }
    graph.concatenate(parts, isShared: true)
  }

  private static func reader(
    of part: Int, _ graph: inout GraphBuilder, _ shape: inout SeededRandom, parts: inout [Int]
  ) {
    switch shape.integer(0...7) {
    case 0: parts.append(graph.convolve(part, channels: channels(&shape), window: same))
    case 1:
      let row = Window(kernelHeight: 1, kernelWidth: 3, paddingLeft: 1, paddingRight: 1)
      parts.append(graph.convolve(part, channels: channels(&shape), window: row))
    case 2:
      let column = Window(kernelHeight: 3, kernelWidth: 1, paddingTop: 1, paddingBottom: 1)
      parts.append(graph.convolve(part, channels: channels(&shape), window: column))
    case 3: parts.append(graph.pool(part, window: same, average: true))
    case 4: parts.append(graph.add(part, graph.channelAffine(part)))
    case 5: parts.append(graph.concatenate([part, graph.channelAffine(part)]))
    default: break
    }
  }

  /// A network with an int8 map, an int32 map and logits as outputs; the int8 map is read by other
  /// operators, too, and joined to another one.
  public static func mapNetwork(seed: UInt64) -> Model {
    var shape = SeededRandom(seed: seed ^ 0x3A95)
    var graph = GraphBuilder(
      height: shape.integer(3...12), width: shape.integer(3...12), seed: seed)
    graph.sharedZeroPoint = Int32(shape.integer(-128...127))
    graph.convolve(0, channels: 16, window: same)
    let map = graph.convolve(graph.last, channels: 16 * shape.integer(1...2), window: same)
    let sums = graph.convolve(map, channels: shape.integer(1...20), window: one, logits: true)
    let pooled = graph.pool(map, window: same, average: false)
    graph.concatenate([map, pooled], isShared: true)
    graph.convolve(graph.last, channels: 24, window: same)
    graph.dense(graph.last, channels: 6, logits: true)
    return graph.build(maps: [map, sums])
  }
}
