import CCustosFloatKernels
import CustosPlatform

extension Network {
  func forwardRelu(_ index: Int) {
    let input = value(graph.nodes[index].inputs[0])
    let output = value(index)
    _ = split(elementCount(index), unit: 1) { _, range in
      custos_f32_relu(input + range.lowerBound, range.count, output + range.lowerBound)
    }
  }

  func backwardRelu(_ index: Int) {
    let output = value(index)
    let outputGradient = gradient(index)
    spread(to: graph.nodes[index].inputs[0]) { result, accumulates in
      _ = split(elementCount(index), unit: 1) { _, range in
        let offset = range.lowerBound
        custos_f32_relu_gradient(
          output + offset, outputGradient + offset, accumulates ? 1 : 0, range.count,
          result + offset)
      }
    }
  }

  func forwardAdd(_ index: Int, scale: Float) {
    let first = value(graph.nodes[index].inputs[0])
    let second = value(graph.nodes[index].inputs[1])
    let output = value(index)
    _ = split(elementCount(index), unit: 1) { _, range in
      let offset = range.lowerBound
      custos_f32_add_scaled(
        first + offset, second + offset, scale, range.count, output + offset)
    }
  }

  func backwardAdd(_ index: Int, scale: Float) {
    let outputGradient = gradient(index)
    for place in 0..<2 {
      let input = graph.nodes[index].inputs[place]
      let factor = place == 0 ? 1 : scale
      spread(to: input) { result, accumulates in
        _ = split(elementCount(index), unit: 1) { _, range in
          custos_f32_scale(
            outputGradient + range.lowerBound, factor, accumulates ? 1 : 0, range.count,
            result + range.lowerBound)
        }
      }
    }
  }

  func forwardConcatenate(_ index: Int) {
    let node = graph.nodes[index]
    let pixels = imageCount * node.shape.height * node.shape.width
    let output = value(index)
    var start = 0
    for input in node.inputs {
      let channels = graph.nodes[input].shape.channels
      let source = value(input)
      let first = start
      _ = split(pixels, unit: channels) { _, range in
        for pixel in range {
          (output + pixel * node.shape.channels + first).update(
            from: source + pixel * channels, count: channels)
        }
      }
      start += channels
    }
  }

  func backwardConcatenate(_ index: Int) {
    let node = graph.nodes[index]
    let pixels = imageCount * node.shape.height * node.shape.width
    let outputGradient = gradient(index)
    var start = 0
    for input in node.inputs {
      let channels = graph.nodes[input].shape.channels
      let first = start
      spread(to: input) { result, accumulates in
        _ = split(pixels, unit: channels) { _, range in
          for pixel in range {
            custos_f32_scale(
              outputGradient + pixel * node.shape.channels + first, 1, accumulates ? 1 : 0,
              channels, result + pixel * channels)
          }
        }
      }
      start += channels
    }
  }

  func forward(_ index: Int, _ padding: Padding) {
    let node = graph.nodes[index]
    let map = graph.nodes[node.inputs[0]].shape
    let input = value(node.inputs[0])
    let output = value(index)
    pool.run(imageCount) { image, _ in
      let target = output + image * node.shape.count
      target.update(repeating: 0, count: node.shape.count)
      for row in 0..<map.height {
        (target + innerOffset(node.shape, padding, row)).update(
          from: input + image * map.count + row * map.width * map.channels,
          count: map.width * map.channels)
      }
    }
  }

  func backward(_ index: Int, _ padding: Padding) {
    let node = graph.nodes[index]
    let map = graph.nodes[node.inputs[0]].shape
    let outputGradient = gradient(index)
    spread(to: node.inputs[0]) { result, accumulates in
      pool.run(imageCount) { image, _ in
        let source = outputGradient + image * node.shape.count
        for row in 0..<map.height {
          custos_f32_scale(
            source + innerOffset(node.shape, padding, row), 1, accumulates ? 1 : 0,
            map.width * map.channels,
            result + image * map.count + row * map.width * map.channels)
        }
      }
    }
  }

  func forwardSoftmax(_ index: Int) {
    let input = value(graph.nodes[index].inputs[0])
    let output = value(index)
    let classes = graph.nodes[index].shape.channels
    let rows = elementCount(index) / classes
    for row in 0..<rows {
      Softmax.probabilities(
        UnsafeBufferPointer(start: input + row * classes, count: classes),
        into: output + row * classes)
    }
  }

  private func elementCount(_ index: Int) -> Int { imageCount * graph.nodes[index].shape.count }

  private func innerOffset(_ shape: Shape, _ padding: Padding, _ row: Int) -> Int {
    ((row + padding.top) * shape.width + padding.left) * shape.channels
  }

  /// Calls `body` with the gradient of an input and whether to add to it, if it is of use.
  private func spread(
    to input: Int, _ body: (_ result: UnsafeMutablePointer<Float>, _ accumulates: Bool) -> Void
  ) {
    guard plan.needsGradient[input] else { return }
    body(gradient(input), hasGradient[plan.root[input]])
    hasGradient[plan.root[input]] = true
  }
}
