import CCustosFloatKernels
import CustosPlatform

extension Network {
  func forward(_ index: Int, _ pool: PoolParameters, maximum: Bool) {
    let node = graph.nodes[index]
    let map = graph.nodes[node.inputs[0]].shape
    let window = window(of: index, pool)
    let input = value(node.inputs[0])
    let output = value(index)
    let rows = node.shape.height
    // One unit of work is an output row of an image.
    _ = split(imageCount * rows, unit: map.count / rows) { _, range in
      withUnsafePointer(to: window) { window in
        var row = range.lowerBound
        while row < range.upperBound {
          let image = row / rows
          let end = min(range.upperBound, (image + 1) * rows)
          let source = input + image * map.count
          let target = output + image * node.shape.count
          if maximum {
            custos_f32_max_pool(window, source, row - image * rows, end - image * rows, target)
          } else {
            custos_f32_average_pool(
              window, source, row - image * rows, end - image * rows, target)
          }
          row = end
        }
      }
    }
  }

  func backward(_ index: Int, _ pool: PoolParameters, maximum: Bool) {
    let node = graph.nodes[index]
    let inputIndex = node.inputs[0]
    guard plan.needsGradient[inputIndex] else { return }
    let map = graph.nodes[inputIndex].shape
    let window = window(of: index, pool)
    let input = value(inputIndex)
    let output = value(index)
    let outputGradient = gradient(index)
    let result = gradient(inputIndex)
    let accumulates = hasGradient[plan.root[inputIndex]]
    self.pool.run(imageCount) { image, worker in
      let target = result + image * map.count
      if !accumulates { target.update(repeating: 0, count: map.count) }
      withUnsafePointer(to: window) { window in
        let source = outputGradient + image * node.shape.count
        if maximum {
          custos_f32_max_pool_gradient(
            window, input + image * map.count, output + image * node.shape.count, source,
            scratch.channelRows[worker].pointer, target)
        } else {
          custos_f32_average_pool_gradient(window, source, target)
        }
      }
    }
    hasGradient[plan.root[inputIndex]] = true
  }

  private func window(of index: Int, _ pool: PoolParameters) -> custos_window {
    let node = graph.nodes[index]
    let map = graph.nodes[node.inputs[0]].shape
    return custos_window(
      height: map.height, width: map.width, channels: map.channels, kernel_height: pool.height,
      kernel_width: pool.width, stride: pool.stride, padding_top: pool.padding.top,
      padding_left: pool.padding.left, output_height: node.shape.height,
      output_width: node.shape.width)
  }
}
