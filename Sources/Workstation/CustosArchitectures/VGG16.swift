import CustosNetwork

extension GraphBuilder {
  /// `vgg16` (Simonyan and Zisserman 2015): thirteen 3x3 convolutions with bias in five blocks, each
  /// ending with max pooling, then the head of the networks with given weights.
  ///
  /// Names are those of Keras's application; the ReLU that is part of a convolution there is a layer
  /// of its own here, `block1_conv1_relu`.
  mutating func appendVGG16(on pixels: Layer, classCount: Int) {
    var layer = pixels
    let blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
    for (index, (filters, count)) in blocks.enumerated() {
      let block = "block\(index + 1)"
      for place in 1...count {
        let name = "\(block)_conv\(place)"
        layer = convolution(layer, filters: filters, kernel: 3, name: name)
        layer = relu(layer, name: "\(name)_relu")
      }
      layer = maxPool(layer, name: "\(block)_pool")
    }
    appendMapHead(layer, classCount: classCount)
  }
}
