import CCustosFloatKernels
import Testing

@testable import CustosNetwork

/// Which taps of a kernel see the map.
@Suite struct KernelTapsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let map: (height: Int, width: Int)
    let kernel: (height: Int, width: Int)
    var stride = 1
    /// Above and to the left.
    let padding: (top: Int, left: Int)
    let output: (height: Int, width: Int)
    /// Places in the kernel, counted row by row.
    let visible: [Int]
  }

  static let cases = [
    Case(
      testDescription: "a column under 3x3", map: (4, 1), kernel: (3, 3), padding: (1, 1),
      output: (4, 1), visible: [1, 4, 7]),
    Case(
      testDescription: "a row under 3x3", map: (1, 4), kernel: (3, 3), padding: (1, 1),
      output: (1, 4), visible: [3, 4, 5]),
    Case(
      testDescription: "a pixel under 3x3", map: (1, 1), kernel: (3, 3), padding: (1, 1),
      output: (1, 1), visible: [4]),
    Case(
      testDescription: "two columns see all of 3x3", map: (2, 2), kernel: (3, 3), padding: (1, 1),
      output: (2, 2), visible: Array(0..<9)),
    Case(
      testDescription: "three columns under 1x7", map: (3, 3), kernel: (1, 7), padding: (0, 3),
      output: (3, 3), visible: [1, 2, 3, 4, 5]),
    Case(
      testDescription: "no padding", map: (5, 3), kernel: (3, 3), padding: (0, 0), output: (3, 1),
      visible: Array(0..<9)),
    Case(
      testDescription: "two pixels under 3x3 with stride 2, padding below", map: (2, 2),
      kernel: (3, 3), stride: 2, padding: (0, 0), output: (1, 1), visible: [0, 1, 3, 4]),
    Case(
      testDescription: "a pixel under 1x1 with stride 2", map: (1, 1), kernel: (1, 1), stride: 2,
      padding: (0, 0), output: (1, 1), visible: [0]),
  ]

  @Test(arguments: cases)
  func tapsOnTheMap(test: Case) {
    let window = custos_window(
      height: test.map.height, width: test.map.width, channels: 16,
      kernel_height: test.kernel.height, kernel_width: test.kernel.width, stride: test.stride,
      padding_top: test.padding.top, padding_left: test.padding.left,
      output_height: test.output.height, output_width: test.output.width)
    let taps = KernelTaps(window, onlyVisible: true)
    #expect((0..<taps.count).map { taps[$0] } == test.visible)
    let places = test.kernel.height * test.kernel.width
    #expect((0..<places).filter(taps.contains) == test.visible)
    let following = zip(test.visible, test.visible.dropFirst()).prefix { $1 == $0 + 1 }.count + 1
    #expect(taps.run == following)
    #expect(KernelTaps(window, onlyVisible: false).count == places)

    // The window of the taps sees what the kernel's sees with them.
    let narrow = taps.window(of: window)
    for tap in 0..<taps.count {
      let place = test.visible[tap]
      #expect(
        tap / narrow.kernel_width - narrow.padding_top
          == place / test.kernel.width - test.padding.top)
      #expect(
        tap % narrow.kernel_width - narrow.padding_left
          == place % test.kernel.width - test.padding.left)
    }
  }
}
