import CCustosFloatKernels

/// The time of a 3x3 convolution by Winograd's algorithm and by matrix products with patches.
///
/// Both are sums of three terms: multiply-accumulates, values of maps that are transformed or copied,
/// values of the kernel that are transformed or packed. Their coefficients were fitted to the layers of
/// vgg4 and res_net_4 at 112x56 with 8 and 32 images, measured with `custos-training-step --layers` on
/// two Zen 3 threads: median error 7 %, largest 38 %. The smallest difference decides, so that the same
/// network always runs in the same way.
struct WinogradCost {
  /// Nanoseconds by Winograd's algorithm.
  let winograd: Double
  /// Nanoseconds by matrix products.
  let direct: Double

  /// Whether Winograd's algorithm takes less time.
  var isLower: Bool { winograd < direct }

  private struct Coefficients {
    let multiplication: Double
    let mapValue: Double
    let kernelValue: Double

    func time(_ multiplications: Double, _ mapValues: Double, _ kernelValues: Double) -> Double {
      multiplication * multiplications + mapValue * mapValues + kernelValue * kernelValues
    }
  }

  /// The times for batches of `images` images; `directTaps` is the number of taps whose products are
  /// computed directly.
  init(
    _ tiles: FloatWinogradTiles, _ direction: ConvolutionAlgorithms.Direction, directTaps: Int,
    images: Int
  ) {
    let positions = Double(FloatWinogradTiles.positions)
    let kernel = Double(tiles.inputs * tiles.outputs)
    let count = Double(tiles.count * images)
    // Matrix products take six rows at a time.
    let rows = (count / 6).rounded(.up) * 6
    let pixels = Double(images * tiles.geometry.output_height * tiles.geometry.output_width)
    let (fast, slow) = Self.coefficients(direction)
    winograd = fast.time(
      positions * rows * kernel, positions * count * Double(tiles.inputs + tiles.outputs),
      positions * kernel)
    let taps = Double(directTaps)
    direct = slow.time(
      taps * pixels * kernel, taps * pixels * Double(tiles.inputs), taps * kernel)
  }

  private static func coefficients(
    _ direction: ConvolutionAlgorithms.Direction
  ) -> (winograd: Coefficients, direct: Coefficients) {
    switch direction {
    case .forward:
      (
        Coefficients(multiplication: 0.0165, mapValue: 0.20, kernelValue: 0.37),
        Coefficients(multiplication: 0.0135, mapValue: 0.28, kernelValue: 0.40)
      )
    case .input:
      (
        Coefficients(multiplication: 0.0164, mapValue: 0.15, kernelValue: 0.63),
        Coefficients(multiplication: 0.0158, mapValue: 0.18, kernelValue: 1.43)
      )
    case .kernel:
      (
        Coefficients(multiplication: 0.0200, mapValue: 0.22, kernelValue: 0.44),
        Coefficients(multiplication: 0.0147, mapValue: 0.30, kernelValue: 0.56)
      )
    }
  }
}
