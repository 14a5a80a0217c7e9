import CCustosKernels
import CustosTestRandom

/// A window over random bytes, exactly as large as kernels may read.
private struct PoolCase {
  let rows: Int
  let columns: Int
  let channels: Int
  let rowGap: Int
  let pixelGap: Int
  let input: ExactBuffer<Int8>

  init(
    rows: Int, columns: Int, channels: Int, rowGap: Int, pixelGap: Int = 0, extreme: Bool = false
  ) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.rowGap = rowGap
    self.pixelGap = pixelGap
    // Nothing behind the last pixel's channels may be read.
    input = ExactBuffer(
      count: rows * columns * (channels + pixelGap) - pixelGap + (rows - 1) * rowGap)
    var random = SeededRandom(seed: UInt64(rows * 100 + columns * 10 + channels))
    for index in 0..<input.count {
      input.base[index] = extreme ? -128 : Int8(random.integer(-128...127))
    }
  }

  var window: custos_pool_window {
    custos_pool_window(
      rows: rows, columns: columns, channels: channels, row_stride: rowStride,
      pixel_stride: channels + pixelGap)
  }

  private var rowStride: Int { columns * (channels + pixelGap) + rowGap }

  var description: String {
    "\(rows) x \(columns) windows of \(channels) channels, row gap \(rowGap), pixel gap \(pixelGap)"
  }

  /// Calls `body` with every element of a channel.
  func forEach(_ channel: Int, _ body: (Int8) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns {
        body(input.base[row * rowStride + column * (channels + pixelGap) + channel])
      }
    }
  }
}

extension KernelChecks {
  private func withEveryPoolCase(_ body: (PoolCase) -> Void) {
    for (rows, columns) in [(1, 1), (2, 2), (1, 3), (3, 1), (3, 3), (4, 2)] {
      for channels in 1...70 {
        body(
          PoolCase(rows: rows, columns: columns, channels: channels, rowGap: channels % 4 * 7))
        // A part of a joined tensor: other channels lie between those of the window.
        body(
          PoolCase(
            rows: rows, columns: columns, channels: channels, rowGap: channels % 3 * 5,
            pixelGap: channels % 5 * 9 + 1))
      }
    }
    body(PoolCase(rows: 2, columns: 2, channels: 512, rowGap: 0))
    // A global pool of the largest map: the sum of 448 x 224 times the least value.
    body(PoolCase(rows: 448, columns: 224, channels: 17, rowGap: 3, extreme: true))
  }

  /// Maximum over windows.
  func checkMaxPool(_ kernels: custos_kernel_set) {
    let name = text(kernels.maxpool_name)
    record(name)
    withEveryPoolCase { test in
      var window = test.window
      let out = GuardedBuffer(byteCount: test.channels, misalignment: test.channels % 3)
      let results = out.elements(Int8.self)
      kernels.maxpool(&window, test.input.base, results.baseAddress)
      var wrong = 0
      for channel in 0..<test.channels {
        var maximum = Int8.min
        test.forEach(channel) { maximum = max(maximum, $0) }
        if results[channel] != maximum { wrong += 1 }
      }
      expect(wrong == 0 && out.isIntact, "\(name): \(test.description): \(wrong) wrong")
    }
  }

  /// Mean over windows.
  func checkAveragePool(_ kernels: custos_kernel_set) {
    let name = text(kernels.avgpool_name)
    record(name)
    withEveryPoolCase { test in
      var window = test.window
      let zeroPoint = Int32(test.channels % 7) * 40 - 128
      var parameters = custos_rescale(
        input_zero_point: Int32(test.channels % 5) * 50 - 100,
        multiplier: test.channels % 2 == 0 ? 1 : 0.37, minimum: Float(-128 - zeroPoint),
        maximum: Float(127 - zeroPoint), zero_point: zeroPoint)
      let out = GuardedBuffer(byteCount: test.channels, misalignment: test.channels % 3)
      let results = out.elements(Int8.self)
      kernels.avgpool(&window, test.input.base, results.baseAddress, &parameters)
      let count = test.rows * test.columns
      var wrong = 0
      for channel in 0..<test.channels {
        var sum = -count * Int(parameters.input_zero_point)
        test.forEach(channel) { sum += Int($0) }
        let real = Float(Int32(sum)) * (parameters.multiplier / Float(count))
        let expected = quantized(real, parameters.minimum, parameters.maximum, zeroPoint)
        if results[channel] != expected { wrong += 1 }
      }
      expect(wrong == 0 && out.isIntact, "\(name): \(test.description): \(wrong) wrong")
    }
  }

  /// Sum over windows.
  func checkSumPool(_ kernels: custos_kernel_set) {
    let name = text(kernels.sumpool_name)
    record(name)
    withEveryPoolCase { test in
      var window = test.window
      let zeroPoint = test.channels % 2 == 0 ? -128 : 127
      let out = GuardedBuffer(byteCount: 4 * test.channels)
      let results = out.elements(Int32.self)
      kernels.sumpool(&window, test.input.base, results.baseAddress, Int32(zeroPoint))
      var wrong = 0
      for channel in 0..<test.channels {
        var sum = 0
        test.forEach(channel) { sum += Int($0) - zeroPoint }
        if Int(results[channel]) != sum { wrong += 1 }
      }
      expect(wrong == 0 && out.isIntact, "\(name): \(test.description): \(wrong) wrong")
    }
  }
}
