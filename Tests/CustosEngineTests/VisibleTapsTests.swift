import CustosModelFile
import CustosTestRandom
import Testing

@testable import CustosEngine

@Suite struct VisibleTapsTests {
  /// No tap that sees the map is left out; with stride 1 every tap that does not is.
  @Test(arguments: 0..<200 as Range<UInt64>) func keepsTheTapsThatSeeTheMap(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let taps = random.integer(1...7)
    let padding = random.integer(0...taps - 1)
    let after = random.integer(0...taps - 1)
    let extent = max(random.integer(1...5), taps - padding - after)
    let stride = random.integer(1...3)
    let count = (extent + padding + after - taps) / stride + 1
    let window = Window(
      kernelHeight: taps, kernelWidth: 1, strideY: stride, paddingTop: padding,
      paddingBottom: after)
    let visible = VisibleTaps(
      window, input: Tensor(height: extent, width: 1, channels: 1, scale: 1, zeroPoint: 0),
      output: Tensor(height: count, width: 1, channels: 1, scale: 1, zeroPoint: 0))
    for tap in 0..<taps {
      let sees = (0..<count).contains { output in
        (0..<extent).contains(output * stride + tap - padding)
      }
      #expect(!sees || visible.rows.contains(tap))
      if stride == 1 { #expect(sees == visible.rows.contains(tap)) }
    }
    #expect(visible.columns == 0..<1)
    #expect(visible.window.kernelHeight == visible.rows.count)
    #expect(visible.window.paddingTop == padding - visible.rows.lowerBound)
    // The last window still ends within the border.
    let end = (count - 1) * stride - visible.window.paddingTop + visible.rows.count
    #expect(end <= extent + visible.window.paddingBottom)
  }

  @Test func aMapOfOneColumnNeedsOneColumnOfTaps() {
    let same = Window(
      kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
      paddingRight: 1)
    let map = Tensor(height: 3, width: 1, channels: 8, scale: 1, zeroPoint: 4)
    let taps = VisibleTaps(same, input: map, output: map)
    #expect(taps.rows == 0..<3 && taps.columns == 1..<2)
    #expect(!taps.areAll(of: same))
  }
}
