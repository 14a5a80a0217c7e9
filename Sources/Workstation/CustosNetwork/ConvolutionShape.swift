import CCustosFloatKernels

/// A convolution or dense layer as a matrix product `[pixels, inner] * [inner, columns]`.
struct ConvolutionShape {
  /// Window of the whole kernel over the input map.
  let kernelWindow: custos_window
  /// The taps of the patch matrix: those that see the map where products run from panels, else all.
  let taps: KernelTaps
  /// Window of these taps over the input map.
  let window: custos_window
  /// Columns of the patch matrix: `taps * C_in`.
  let inner: Int
  /// Output channels.
  let columns: Int
  let inputPixels: Int
  let outputPixels: Int
  let hasBias: Bool
  /// Whether the input map is the patch matrix: 1x1, stride 1, or dense.
  let isPlain: Bool
  /// Whether products run by the own kernel, from panels, rather than by OpenBLAS, whose sums have
  /// another order. Dense layers, 7x7 kernels and those 3x3 kernels of stride 1 all of whose taps see
  /// the map stay with OpenBLAS, so that trainings with them keep their bits.
  let usesPanels: Bool

  init?(_ graph: Graph, _ node: Node) {
    switch node.operation {
    case .convolution(let parameters):
      let map = graph.nodes[node.inputs[0]].shape
      kernelWindow = custos_window(
        height: map.height, width: map.width, channels: map.channels,
        kernel_height: parameters.kernelHeight, kernel_width: parameters.kernelWidth,
        stride: parameters.stride, padding_top: parameters.padding.top,
        padding_left: parameters.padding.left, output_height: node.shape.height,
        output_width: node.shape.width)
      columns = parameters.filters
      inputPixels = map.height * map.width
      outputPixels = node.shape.height * node.shape.width
      hasBias = parameters.hasBias
      isPlain =
        parameters.kernelHeight == 1 && parameters.kernelWidth == 1 && parameters.stride == 1
      let size = (parameters.kernelHeight, parameters.kernelWidth)
      let visible = KernelTaps(kernelWindow, onlyVisible: true)
      usesPanels =
        columns % 16 == 0 && map.channels % 16 == 0 && size != (7, 7)
        && (size != (3, 3) || parameters.stride > 1 || visible.count < 9)
      taps = usesPanels ? visible : KernelTaps(kernelWindow, onlyVisible: false)
      window = taps.window(of: kernelWindow)
      inner = taps.count * map.channels
    case .dense(let units):
      inner = graph.nodes[node.inputs[0]].shape.count
      kernelWindow = custos_window(
        height: 1, width: 1, channels: inner, kernel_height: 1, kernel_width: 1, stride: 1,
        padding_top: 0, padding_left: 0, output_height: 1, output_width: 1)
      taps = KernelTaps(kernelWindow, onlyVisible: false)
      window = kernelWindow
      columns = units
      inputPixels = 1
      outputPixels = 1
      hasBias = true
      isPlain = true
      usesPanels = false
    default:
      return nil
    }
  }

  /// Input channels.
  var channels: Int { window.channels }
  /// Taps of the whole kernel.
  var kernelTaps: Int { kernelWindow.kernel_height * kernelWindow.kernel_width }
  /// Elements of the kernel.
  var kernelCount: Int { kernelTaps * channels * columns }
  /// Columns of the patch matrix of the gradient with respect to the input.
  var backwardInner: Int { window.stride == 1 ? taps.count * columns : inner }

  /// Calls `body` for parts of a range of the patch matrix's columns whose rows of the kernel, from
  /// `kernelRow` on, follow each other.
  func forEachRun(
    in range: Range<Int>, _ body: (_ columns: Range<Int>, _ kernelRow: Int) -> Void
  ) {
    let length = taps.run * channels
    var begin = range.lowerBound
    while begin < range.upperBound {
      let end = min(range.upperBound, (begin / length + 1) * length)
      body(begin..<end, taps[begin / channels] * channels + begin % channels)
      begin = end
    }
  }

  /// The window over the output's gradient whose convolution with the turned kernel gives the
  /// input's gradient, for one of the windows above; only for stride 1.
  func backward(_ window: custos_window) -> custos_window {
    custos_window(
      height: window.output_height, width: window.output_width, channels: columns,
      kernel_height: window.kernel_height, kernel_width: window.kernel_width, stride: 1,
      padding_top: window.kernel_height - 1 - window.padding_top,
      padding_left: window.kernel_width - 1 - window.padding_left,
      output_height: window.height, output_width: window.width)
  }
}

/// How the gradient of a kernel is shared out: ranges of the kernel's rows, whose results need no
/// adding up, and only where those get too short also ranges of pixels.
struct KernelGradientSplit {
  /// Ranges of the patch matrix's columns.
  let inner: WorkSplit
  /// Ranges of the patch matrix's rows.
  let rows: WorkSplit
  /// The most that `rows.parts` is for any number of rows.
  let mostRowParts: Int
  /// Rows of a block within a range.
  let blockRows: Int
  /// The most that `blockRows` is for this number of rows or fewer.
  let longestBlock: Int

  init(_ shape: ConvolutionShape, rows count: Int, threads: Int) {
    // Fewer columns than this and the matrix product gets slow.
    let shortest = 128
    let parts = (1...threads).last { threads % $0 == 0 && shape.inner / $0 >= shortest } ?? 1
    inner = WorkSplit(count: shape.inner, parts: parts, multipleOf: 16)
    mostRowParts = threads / parts
    rows = WorkSplit(count: count, parts: mostRowParts, multipleOf: 8)
    blockRows = WorkSplit.matrixRows(rows.length, inner: inner.length, threads: 1).length
    longestBlock = WorkSplit.longestMatrixRows(rows.length, inner: inner.length, threads: 1)
  }

  /// Ranges of the patch matrix's columns for sums over shards: enough of them for many threads.
  static func sharded(_ shape: ConvolutionShape) -> WorkSplit {
    WorkSplit(count: shape.inner, parts: max(1, min(8, shape.inner / 96)), multipleOf: 48)
  }
}
