import CustosModelFile

extension Engine {
  /// The place in `outputs` of the output with this name.
  public func outputIndex(named name: String) -> Int? { outputs.firstIndex { $0.name == name } }

  /// Calls `body` with the logits of the last run, one per label; none where the network gives no
  /// logits. They stay as they are until the next run.
  public func withLogits<Result>(_ body: (Span<Int32>) -> Result) -> Result {
    guard let placement = logitsPlacement else { return body(Span()) }
    return withElements(of: placement, row: 0, as: Int32.self, body)
  }

  /// Calls `body` with row `y` of an int8 output of the last run, `[W, C]`; it stays until the next
  /// run.
  ///
  /// - Parameter index: the place in `outputs`.
  public func withRow<Result>(
    _ y: Int, ofInt8Output index: Int, _ body: (Span<Int8>) -> Result
  ) -> Result {
    precondition(outputs[index].elementType == .int8, "The output's elements are int32.")
    return withElements(of: placements[outputs[index].tensor], row: y, as: Int8.self, body)
  }

  /// Calls `body` with row `y` of an int32 output of the last run, `[W, C]`; it stays until the
  /// next run.
  ///
  /// - Parameter index: the place in `outputs`.
  public func withRow<Result>(
    _ y: Int, ofInt32Output index: Int, _ body: (Span<Int32>) -> Result
  ) -> Result {
    precondition(outputs[index].elementType == .int32, "The output's elements are int8.")
    return withElements(of: placements[outputs[index].tensor], row: y, as: Int32.self, body)
  }

  /// Copies an output of the last run, `[H, W, C]`, as self-tests hold it.
  ///
  /// - Parameter index: the place in `outputs`.
  public func values(ofOutput index: Int) -> [Int32] {
    let output = outputs[index]
    var values: [Int32] = []
    values.reserveCapacity(output.elementCount)
    for y in 0..<output.height {
      switch output.elementType {
      case .int8:
        withRow(y, ofInt8Output: index) { row in
          for place in row.indices { values.append(Int32(row[place])) }
        }
      case .int32:
        withRow(y, ofInt32Output: index) { row in
          for place in row.indices { values.append(row[place]) }
        }
      }
    }
    return values
  }

  /// Copies an int8 activation `[H, W, C]` of the last run; needs `keepsActivations`, else the
  /// memory may have been used again.
  public func activation(_ tensor: Int) -> [Int8] {
    let layout = placements[tensor].layout
    precondition(layout.elementSize == 1, "An int32 tensor is an output, not an int8 activation.")
    var elements: [Int8] = []
    elements.reserveCapacity(layout.height * layout.width * layout.channels)
    for y in 0..<layout.height {
      for x in 0..<layout.width {
        elements.append(
          contentsOf: UnsafeBufferPointer(
            start: placements[tensor].pixel(y: y, x: x), count: layout.channels))
      }
    }
    return elements
  }

  /// Outputs are never parts of joined tensors, so their rows have no gaps.
  private func withElements<Element: BitwiseCopyable, Result>(
    of placement: Placement, row y: Int, as type: Element.Type, _ body: (Span<Element>) -> Result
  ) -> Result {
    let layout = placement.layout
    precondition((0..<layout.height).contains(y), "The output has \(layout.height) rows.")
    let start = (placement.base + layout.offset(y: y, x: 0)).assumingMemoryBound(to: type)
    return body(
      UnsafeBufferPointer(start: start, count: layout.width * layout.channels).span)
  }
}
