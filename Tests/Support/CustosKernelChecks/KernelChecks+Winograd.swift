import CCustosKernels
import CustosTestRandom

/// One layer by Winograd's kernels, described by what differs from the plain case; `check` runs its four
/// steps over one row of tiles and compares every output with the direct sums.
private struct WinogradCase {
  /// What operands are filled with.
  enum Fill {
    /// Evenly distributed.
    case random
    /// Transformed inputs and weights at their largest: all inputs -128, all weights 127 or -127.
    case uniform
    /// Signs that alternate from pixel to pixel and tap to tap.
    case alternating
  }

  var kernel: custos_winograd_kernel
  var tiles = 1
  var inputs = 16
  var outputs: Int
  var rows = 4
  /// Output columns of a tile before pooling, 4 or 3.
  var tileColumns = 4
  /// Bytes between pixels of the output and of the addend beyond the channels.
  var channelGap = 0
  /// Output columns that do not exist, of the last tile's.
  var missingColumns = 0
  /// The tiles whose fourth row of outputs is computed; all where nil.
  var tall: Range<Int>?
  var pools = false
  var adds = false
  var fill = Fill.random
  var weightLimit = 127
  var bias: Int32?
  var minimum: Int32 = -128
  var maximum: Int32 = 127
  var zeroPoint: Int32 = -7
  /// What the layer's exactness should be found to be.
  var isExact = true

  init(_ kernel: custos_winograd_kernel) {
    self.kernel = kernel
    outputs = kernel.nr
  }

  func with(_ change: (inout WinogradCase) -> Void) -> WinogradCase {
    var copy = self
    change(&copy)
    return copy
  }

  private var description: String {
    "\(text(kernel.multiply_name)): \(tiles) tiles, \(inputs) to \(outputs) channels, \(rows) rows of "
      + "\(tileColumns) columns, \(missingColumns) columns missing, clamp \(minimum)...\(maximum)"
      + (channelGap > 0 ? ", \(channelGap) bytes between pixels" : "")
      + (pools ? ", pooling" : "") + (adds ? ", adding" : "")
  }

  private var tileOutputs: Int { pools ? 2 : tileColumns }
  private var pixelStride: Int { outputs + channelGap }
  private var columns: Int { tiles * tileOutputs - missingColumns }

  func check(_ checks: KernelChecks) {
    var kernel = kernel
    var random = SeededRandom(seed: UInt64(tiles * 1000 + inputs + rows))
    let pitch = tileColumns * (tiles - 1) + 6
    let map = ExactBuffer<Int8>(count: 6 * pitch * inputs)
    let weights = ExactBuffer<Int8>(count: outputs * 9 * inputs)
    let biases = ExactBuffer<Int32>(count: outputs)
    let multipliers = ExactBuffer<Float>(count: outputs)
    for index in 0..<map.count {
      map.base[index] =
        switch fill {
        case .random: Int8(random.integer(-128...127))
        case .uniform: -128
        case .alternating: (index / inputs + index / inputs / pitch) % 2 == 0 ? -128 : 127
        }
    }
    for index in 0..<weights.count {
      let tap = index / inputs % 9
      weights.base[index] =
        switch fill {
        case .random: Int8(random.integer(-weightLimit...weightLimit))
        case .uniform: Int8(index / (9 * inputs) % 2 == 0 ? weightLimit : -weightLimit)
        case .alternating: Int8(tap % 2 == 0 ? weightLimit : -weightLimit)
        }
    }
    for channel in 0..<outputs {
      biases.base[channel] = bias ?? Int32(random.integer(-10_000...10_000))
      multipliers.base[channel] =
        random.float(20, 90) / (Float(weightLimit) * 40 * Float(9 * inputs).squareRoot())
    }
    let isExact = custos_winograd_is_exact(
      inputs, outputs, weights.base, biases.base, multipliers.base)
    checks.expect((isExact != 0) == self.isExact, "\(description): exactness is misjudged")
    guard isExact != 0, self.isExact else { return }

    let transformed = ExactBuffer<Int16>(count: 36 * tiles * inputs)
    let rowPointers: [UnsafePointer<Int8>?] = (0..<6).map {
      UnsafePointer(map.base + $0 * pitch * inputs)
    }
    checks.record(text(kernel.input_name))
    kernel.input(inputs, tiles, tileColumns, rowPointers, transformed.base, tiles * inputs)

    let gap = 3
    let rowStride = (columns + gap) * pixelStride
    let out = GuardedBuffer(byteCount: rows * rowStride)
    let addend = ExactBuffer<Int8>(count: rows * rowStride)
    for index in 0..<addend.count { addend.base[index] = Int8(random.integer(-128...127)) }
    var output = custos_winograd_output()
    output.minimum = Float(minimum - zeroPoint)
    output.maximum = Float(maximum - zeroPoint)
    output.zero_point = zeroPoint
    output.pools = pools ? 1 : 0
    output.out_row_stride = rowStride
    output.addend_row_stride = rowStride
    output.pixel_stride = pixelStride
    output.add = custos_add(
      first_zero_point: zeroPoint, second_zero_point: 11, first_multiplier: 0.7,
      second_multiplier: -0.4, minimum: -90, maximum: 117, zero_point: 5)
    let productStride = (tiles + 1) * kernel.nr
    let sums = ExactBuffer<Int32>(count: 36 * productStride)
    for index in 0..<sums.count { sums.base[index] = Int32.max }  // must not matter
    let tall = tall ?? 0..<tiles
    var kinds = custos_winograd_tiles(
      count: tiles, product_stride: productStride, tall_first: tall.lowerBound,
      tall_end: tall.upperBound, wide_first: 0,
      wide_end: tileColumns == 4 ? tiles : 0)
    let packedBias = ExactBuffer<Int32>(count: kernel.nr)
    let packedMultipliers = ExactBuffer<Float>(count: kernel.nr)
    let packed = ExactBuffer<Int8>(count: 9 * inputs * kernel.nr)
    let rowWeights = ExactBuffer<Int16>(count: 6 * inputs * kernel.nr)
    for block in 0..<outputs / kernel.nr {
      custos_winograd_pack(
        &kernel, inputs, block, weights.base, biases.base, multipliers.base, packedBias.base,
        packedMultipliers.base, packed.base)
      // In two parts where there are enough channels: the second one adds to the first.
      let parts = inputs >= 32 ? [0..<16, 16..<inputs] : [0..<inputs]
      for part in parts {
        for row in 0..<6 {
          checks.record(text(kernel.weights_name))
          kernel.weights(
            row, part.count, packed.base + part.lowerBound * 9 * kernel.nr, rowWeights.base)
          checks.record(text(kernel.multiply_name))
          kernel.multiply(
            row, &kinds, part.count, transformed.base + part.lowerBound, inputs, tiles * inputs,
            rowWeights.base, part.lowerBound == 0 ? packedBias.base : nil, sums.base)
        }
      }
      checks.record(text(kernel.output_name))
      kernel.output(
        tiles, sums.base, productStride, packedMultipliers.base,
        out.base.assumingMemoryBound(to: Int8.self) + block * kernel.nr, rows, tileOutputs, columns,
        adds ? UnsafePointer(addend.base) + block * kernel.nr : nil, &output)
    }

    checks.expect(out.isIntact, "\(description): wrote outside its outputs")
    let results = out.elements(Int8.self)
    var wrong = 0
    for row in 0..<rows {
      for column in 0..<columns + gap {
        for channel in 0..<pixelStride {
          let index = row * rowStride + column * pixelStride + channel
          var expected = Int8(bitPattern: GuardedBuffer.fill)
          if column < columns, channel < outputs {
            expected = plainOutput(row, column, channel) { y, x in
              var sum = Int(biases.base[channel])
              for tap in 0..<9 {
                for k in 0..<inputs {
                  sum +=
                    Int(map.base[((y + tap / 3) * pitch + x + tap % 3) * inputs + k])
                    * Int(weights.base[(channel * 9 + tap) * inputs + k])
                }
              }
              return quantized(
                Float(Int32(sum)) * multipliers.base[channel], output.minimum, output.maximum,
                zeroPoint)
            }
            if adds {
              let x = Float(Int32(expected) - zeroPoint) * output.add.first_multiplier
              let y = Float(Int32(addend.base[index]) - 11) * output.add.second_multiplier
              expected = quantized(x + y, output.add.minimum, output.add.maximum, 5)
            }
          }
          if results[index] != expected { wrong += 1 }
        }
      }
    }
    checks.expect(wrong == 0, "\(description): \(wrong) wrong outputs")
  }

  private func plainOutput(
    _ row: Int, _ column: Int, _ channel: Int, _ result: (_ y: Int, _ x: Int) -> Int8
  ) -> Int8 {
    guard pools else { return result(row, column) }
    return max(
      max(result(2 * row, 2 * column), result(2 * row, 2 * column + 1)),
      max(result(2 * row + 1, 2 * column), result(2 * row + 1, 2 * column + 1)))
  }
}

extension KernelChecks {
  /// Winograd's convolution, where an instruction set has it.
  func checkWinograd(_ kernel: custos_winograd_kernel) {
    guard kernel.multiply != nil else { return }
    let plain = WinogradCase(kernel)
    for tiles in 1...2 * kernel.mr + 1 { plain.with { $0.tiles = tiles }.check(self) }
    for inputs in [16, 32, 48, 80] {
      for blocks in 1...3 {
        plain.with {
          $0.inputs = inputs
          $0.outputs = blocks * $0.kernel.nr
          $0.tiles = 3
        }.check(self)
      }
    }
    for (pools, adds) in [(false, false), (true, false), (false, true)] {
      for rows in 1...(pools ? 2 : 4) {
        for missing in 0...(pools ? 1 : 3) {
          plain.with {
            $0.tiles = 2
            $0.rows = rows
            $0.missingColumns = missing
            $0.pools = pools
            $0.adds = adds
            $0.minimum = missing == 1 ? $0.zeroPoint : -100
            $0.maximum = missing == 2 ? 40 : 127
            $0.zeroPoint = [-128, -7, 0, 127][rows - 1]
          }.check(self)
        }
      }
    }
    checkJoinedOutputs(plain)
    checkShortTiles(plain)
    checkWinogradBound(plain)
  }

  /// Outputs that are a part of a wider tensor: the bytes between their pixels belong to others.
  private func checkJoinedOutputs(_ plain: WinogradCase) {
    for (pools, adds) in [(false, false), (true, false), (false, true)] {
      for (channelGap, missing) in [(1, 0), (3, 1), (16, 0), (61, 1)] {
        plain.with {
          $0.outputs = 2 * $0.kernel.nr
          $0.tiles = 3
          $0.rows = pools ? 2 : 4
          $0.channelGap = channelGap
          $0.missingColumns = missing
          $0.pools = pools
          $0.adds = adds
        }.check(self)
      }
    }
  }

  /// Tiles of three columns, and of three rows at some places or at all.
  private func checkShortTiles(_ plain: WinogradCase) {
    for tiles in [1, 2, 3, plain.kernel.mr + 1, 2 * plain.kernel.mr + 3] {
      for tileColumns in [3, 4] {
        for tall in [0..<0, 0..<tiles, 0..<tiles / 2, tiles / 2..<tiles] {
          plain.with {
            $0.tiles = tiles
            $0.tileColumns = tileColumns
            $0.missingColumns = tiles % 3
            $0.rows = 3
            $0.tall = tall
          }.check(self)
        }
      }
      plain.with {
        $0.tiles = tiles
        $0.tileColumns = 3
        $0.adds = true
      }.check(self)
    }
    // A last tile of three with one pooled column and row.
    plain.with {
      $0.tileColumns = 3
      $0.missingColumns = 1
      $0.rows = 1
      $0.tall = 0..<0
      $0.pools = true
    }.check(self)
  }

  /// The largest transformed values, and sums up to the bound of 2^25 and beyond it: 9 * 16 * 14 channels
  /// of 128 * 127 are 32,772,096, the bound is 33,554,432.
  private func checkWinogradBound(_ plain: WinogradCase) {
    for fill in [WinogradCase.Fill.uniform, .alternating] {
      for bias in [0, 781_000, -781_000] as [Int32] {
        plain.with {
          $0.fill = fill
          $0.inputs = 16 * 14
          $0.bias = bias
          $0.tiles = 2
        }.check(self)
      }
      plain.with {
        $0.fill = fill
        $0.inputs = 16 * 14
        $0.bias = 1_000_000
        $0.isExact = false
      }.check(self)
      plain.with {
        $0.fill = fill
        $0.inputs = 512
        $0.weightLimit = 56
        $0.bias = 1000
        $0.tiles = 2
      }.check(self)
      plain.with {
        $0.fill = fill
        $0.inputs = 512
        $0.weightLimit = 58
        $0.isExact = false
      }.check(self)
    }
    plain.with {
      $0.bias = Int32.min
      $0.isExact = false
    }.check(self)
  }
}
