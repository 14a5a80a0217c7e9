import CustosModelFile
import CustosTestRandom
import Testing

@testable import CustosEngine

@Suite struct TensorLayoutTests {
  /// Every pixel of the map is kept, every pixel around it that a window may read is the zero point,
  /// and no two pixels of the map share memory.
  @Test(arguments: 0..<100 as Range<UInt64>) func borderSurroundsTheMap(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let tensor = Tensor(
      height: random.integer(1...5), width: random.integer(1...5),
      channels: random.integer(1...4), scale: 1, zeroPoint: -7)
    var layout = TensorLayout(tensor)
    let (top, left) = (random.integer(0...3), random.integer(0...3))
    let (bottom, right) = (random.integer(0...3), random.integer(0...3))
    layout.include(
      Window(
        kernelHeight: 4, kernelWidth: 4, paddingTop: top, paddingLeft: left,
        paddingBottom: bottom, paddingRight: right))
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: layout.allocatedByteCount, alignment: 64)
    defer { memory.deallocate() }
    memory.initializeMemory(as: Int8.self, repeating: 99)
    guard let base = memory.baseAddress else { return }
    for y in 0..<tensor.height {
      for x in 0..<tensor.width {
        memory.storeBytes(
          of: Int8(y * tensor.width + x), toByteOffset: layout.offset(y: y, x: x), as: Int8.self)
      }
    }
    layout.fillBorder(base)
    for y in -top..<tensor.height + bottom {
      for x in -left..<tensor.width + right {
        let inside = (0..<tensor.height).contains(y) && (0..<tensor.width).contains(x)
        let offset = layout.offset(y: y, x: x)
        #expect(offset >= 0 && offset + layout.pixelStride <= layout.byteCount)
        let expected = inside ? Int8(y * tensor.width + x) : -7
        #expect(memory.load(fromByteOffset: offset, as: Int8.self) == expected)
      }
    }
    #expect(memory[layout.byteCount...].allSatisfy { $0 == 99 })
    #expect(layout.allocatedByteCount >= layout.byteCount + layout.overread)
  }

  /// The parts of a joined map have its border and its pixels, and their channels follow each other.
  @Test(arguments: 0..<50 as Range<UInt64>) func partsAreRangesOfChannels(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let tensor = Tensor(
      height: random.integer(1...5), width: random.integer(1...5),
      channels: random.integer(2...9), scale: 1, zeroPoint: 0)
    var joined = TensorLayout(tensor)
    joined.include(
      Window(
        kernelHeight: 3, kernelWidth: 3, paddingTop: random.integer(0...2),
        paddingLeft: random.integer(0...2)))
    let first = random.integer(0...tensor.channels - 2)
    let channels = random.integer(1...tensor.channels - first - 1)
    let part = joined.part(first: first, channels: channels)
    #expect(part.channels == channels && !part.isDense && joined.isDense)
    #expect(part.byteCount == joined.byteCount)
    for y in -joined.top..<tensor.height {
      for x in -joined.left..<tensor.width {
        #expect(part.offset(y: y, x: x) == joined.offset(y: y, x: x) + first)
      }
    }
    // A part of a part.
    let inner = part.part(first: channels - 1, channels: 1)
    #expect(inner.offset(y: 0, x: 0) == joined.offset(y: 0, x: 0) + first + channels - 1)
  }
}
