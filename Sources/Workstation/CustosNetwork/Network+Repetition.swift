extension Network {
  /// Runs the layers from `first` on again, on the images of the last forward pass, with the weights as
  /// they are now; `change` may alter the output of each before others read it.
  ///
  /// What lies before `first` is read as it is, so that a change at one layer costs only what comes
  /// behind it. The network must keep every layer's output: its mode is `.observation`.
  ///
  /// - Parameters:
  ///   - first: index of a layer behind the input.
  ///   - change: called with a layer's index and its output, `[imageCount, H, W, C]`.
  package func repeatForward(
    from first: Int, change: (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    precondition(mode == .observation && imageCount > 0, "all outputs of a pass were kept")
    precondition(graph.nodes.indices.dropFirst().contains(first), "the input is not computed")
    for index in first..<graph.nodes.count {
      forward(index, training: false)
      withOutput(of: index) { change(index, $0) }
    }
  }

  /// Gives access to the output of a layer for the images of the last forward pass,
  /// `[imageCount, H, W, C]`, where every layer's output is kept.
  package func withOutput(of index: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    precondition(mode == .observation, "all outputs are kept")
    body(
      UnsafeMutableBufferPointer(
        start: value(index), count: imageCount * graph.nodes[index].shape.count))
  }
}
