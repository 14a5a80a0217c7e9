public import CustosModelFile
import CustosTestRandom

extension RandomGraph {
  /// A small network of the blocks of Inception-ResNet: windows of one row or column and of 5x5, an
  /// average that does not count padding, a residual sum with a factor, and a reduction, whose windows are
  /// 2 pixels apart and whose branches are joined with a maximum.
  public static func inceptionNetwork(seed: UInt64) -> Model {
    var shape = SeededRandom(seed: seed ^ 0x1CE)
    var graph = GraphBuilder(
      height: shape.integer(9...19), width: shape.integer(9...19), seed: seed)
    graph.sharedZeroPoint = Int32(shape.integer(-128...127))
    let stem = graph.convolve(0, channels: 16 * shape.integer(1...2), window: reducing)
    let average = graph.pool(stem, window: centred(3, 3), average: true)
    var joined = graph.concatenate(
      [
        graph.convolve(stem, channels: shape.integer(1...40), window: centred(1, 1)),
        chain(stem, &graph, &shape, [(1, 1), (5, 5)]),
        graph.convolve(average, channels: channels(&shape), window: centred(1, 1)),
      ], isShared: true)
    let branches = [[(1, 1)], [(1, 1), (1, 7), (7, 1)], [(1, 1), (1, 3), (3, 1)]]
    let mixed = graph.concatenate(
      branches.map { chain(joined, &graph, &shape, $0) }, isShared: true)
    let residual = graph.convolve(
      mixed, channels: graph.tensors[joined].channels, window: centred(1, 1))
    joined = graph.add(joined, residual)
    let halved = chain(joined, &graph, &shape, [(1, 1), (3, 3)])
    joined = graph.concatenate(
      [
        graph.convolve(halved, channels: channels(&shape), window: reducing),
        graph.pool(joined, window: reducing, average: false),
      ], isShared: true)
    graph.convolve(joined, channels: 7, window: centred(1, 1))
    graph.globalSum(graph.last)
    return graph.build()
  }

  /// 3x3 windows inside the map, 2 rows and columns apart.
  private static let reducing = Window(kernelHeight: 3, kernelWidth: 3, strideY: 2, strideX: 2)

  /// A window of odd sides with as much padding as keeps the map's size.
  private static func centred(_ height: Int, _ width: Int) -> Window {
    Window(
      kernelHeight: height, kernelWidth: width, paddingTop: height / 2, paddingLeft: width / 2,
      paddingBottom: height / 2, paddingRight: width / 2)
  }

  /// Convolutions one behind the other.
  private static func chain(
    _ input: Int, _ graph: inout GraphBuilder, _ shape: inout SeededRandom,
    _ windows: [(Int, Int)]
  ) -> Int {
    windows.reduce(input) { layer, window in
      graph.convolve(layer, channels: channels(&shape), window: centred(window.0, window.1))
    }
  }
}
