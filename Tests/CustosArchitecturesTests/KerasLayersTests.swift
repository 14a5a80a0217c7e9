import CustosArchitectures
import CustosGoldenSupport
import CustosNetwork
import Testing

/// The networks that are Keras's applications, layer for layer.
@Suite struct KerasLayersTests {
  /// Totals of the original system (Keras, batch normalisation statistics included).
  @Test(arguments: [
    ("inception_resnet_v2", 54_358_254), ("inception_resnet_v2_pretrained", 54_358_254),
    ("vgg16", 14_721_870), ("res_net_50", 23_616_398), ("dense_net_201", 18_348_878),
  ])
  func layersAreThoseOfKeras(name: String, parameterCount: Int) throws {
    let graph = try ModelConfiguration.named(name).graph(height: 448, width: 224, classCount: 14)
    #expect(graph.parameterCount == parameterCount)
    let expected = try #require(try KerasGolden.load().layers[name])
    let order = graph.kerasOrder
    #expect(order.sorted() == Array(graph.nodes.indices))
    let found = order.filter { !isPartOfAnother(graph, $0) }.map { line(graph, $0) }
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) { #expect(found == expected) }
  }

  /// The shortcuts of residual blocks are made last and listed last.
  @Test(arguments: [ModelConfiguration.vgg4, .vggGlobalAverage, .resNet4])
  func ownNetworksAreBuiltInKerasOrder(configuration: ModelConfiguration) throws {
    let graph = try configuration.graph(height: 448, width: 224, classCount: 14)
    #expect(graph.kerasOrder == Array(graph.nodes.indices))
  }

  /// Whether Keras has the layer as the activation of the layer before it.
  private func isPartOfAnother(_ graph: Graph, _ index: Int) -> Bool {
    guard let input = graph.nodes[index].inputs.first else { return false }
    switch (graph.nodes[input].operation, graph.nodes[index].operation) {
    case (.convolution, .relu), (.dense, .softmax): return true
    default: return false
    }
  }

  private func line(_ graph: Graph, _ index: Int) -> String {
    let node = graph.nodes[index]
    let shape = node.shape
    return "\(node.name) \(shape.height)x\(shape.width)x\(shape.channels) "
      + "\(graph.parameterCount(of: index))"
  }
}
