/// Windows over a map: `[kernelHeight, kernelWidth]` every `[strideY, strideX]`, with explicit padding.
///
/// Output rows are `(H + paddingTop + paddingBottom - kernelHeight) / strideY + 1`, columns likewise.
/// Padding holds the input's zero point (convolution) or is left out (pooling).
public struct Window: Equatable, Sendable {
  /// Rows of the window, at least 1.
  public var kernelHeight: Int
  /// Columns of the window, at least 1.
  public var kernelWidth: Int
  /// Rows between windows, at least 1.
  public var strideY: Int
  /// Columns between windows, at least 1.
  public var strideX: Int
  /// Rows added above.
  public var paddingTop: Int
  /// Columns added on the left.
  public var paddingLeft: Int
  /// Rows added below.
  public var paddingBottom: Int
  /// Columns added on the right.
  public var paddingRight: Int

  /// Describes windows.
  public init(
    kernelHeight: Int, kernelWidth: Int, strideY: Int = 1, strideX: Int = 1, paddingTop: Int = 0,
    paddingLeft: Int = 0, paddingBottom: Int = 0, paddingRight: Int = 0
  ) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideY = strideY
    self.strideX = strideX
    self.paddingTop = paddingTop
    self.paddingLeft = paddingLeft
    self.paddingBottom = paddingBottom
    self.paddingRight = paddingRight
  }

  func encode(into payload: inout ByteWriter) {
    for value in [
      kernelHeight, kernelWidth, strideY, strideX, paddingTop, paddingLeft, paddingBottom,
      paddingRight,
    ] { payload.append(count: value) }
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    self.init(
      kernelHeight: try payload.int(), kernelWidth: try payload.int(), strideY: try payload.int(),
      strideX: try payload.int(), paddingTop: try payload.int(), paddingLeft: try payload.int(),
      paddingBottom: try payload.int(), paddingRight: try payload.int())
  }

  /// Checks that the windows lie in the padded map and make an output of the right extents.
  func validate(_ input: Tensor, _ output: Tensor) throws(ModelError) {
    let size = try outputSize(of: input)
    try output.expect(height: size.height, width: size.width, channels: output.channels)
  }

  /// Rows and columns of windows over a map; checks that they lie in the padded map.
  func outputSize(of input: Tensor) throws(ModelError) -> (height: Int, width: Int) {
    (
      try outputExtent(input.height, kernelHeight, strideY, paddingTop, paddingBottom),
      try outputExtent(input.width, kernelWidth, strideX, paddingLeft, paddingRight)
    )
  }

  /// Padding stays below the kernel so that every window holds at least one element of the map.
  private func outputExtent(
    _ extent: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ after: Int
  )
    throws(ModelError) -> Int
  {
    let extents = 1...ModelLimits.extent
    guard extents.contains(kernel), extents.contains(stride) else {
      throw ModelError(
        "window", expected: "of kernel and stride 1 to \(ModelLimits.extent)",
        found: "of kernel \(kernel) and stride \(stride)")
    }
    guard (0..<kernel).contains(before), (0..<kernel).contains(after) else {
      throw ModelError(
        "padding", expected: "0 to \(kernel - 1), less than the kernel",
        found: "\(before) and \(after)")
    }
    let padded = extent + before + after
    guard kernel <= padded else {
      throw ModelError("kernel", expected: "at most the padded map's \(padded)", found: "\(kernel)")
    }
    return (padded - kernel) / stride + 1
  }
}
