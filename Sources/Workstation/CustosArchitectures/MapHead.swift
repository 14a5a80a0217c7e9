import CustosNetwork

extension GraphBuilder {
  /// The head that the original system puts behind a body with given weights: a 1x1 convolution to
  /// the classes, global average, softmax.
  mutating func appendMapHead(_ body: Layer, classCount: Int) {
    let maps = convolution(body, filters: classCount, kernel: 1)
    _ = softmax(globalAveragePool(maps))
  }
}
