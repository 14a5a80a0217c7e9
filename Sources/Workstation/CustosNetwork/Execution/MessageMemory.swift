/// Memory for messages that is kept from one exchange to the next.
final class MessageMemory {
  private var blocks: [UnsafeMutableRawBufferPointer] = []
  private var used = 0

  /// Takes back all blocks.
  func clear() { used = 0 }

  /// A block of `count` bytes, valid until the next call of `clear()`.
  func next(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if used == blocks.count { blocks.append(Self.allocate(count)) }
    if blocks[used].count < count {
      blocks[used].deallocate()
      blocks[used] = Self.allocate(count)
    }
    used += 1
    return UnsafeMutableRawBufferPointer(rebasing: blocks[used - 1][..<count])
  }

  private static func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: max(64, count), alignment: 64)
  }

  deinit { for block in blocks { block.deallocate() } }
}

extension UnsafeMutableRawBufferPointer {
  /// Where an element lies in memory for numbers of one type.
  func element<Number>(_ index: Int) -> UnsafeMutablePointer<Number> {
    guard let baseAddress else { preconditionFailure("the memory is there") }
    return baseAddress.assumingMemoryBound(to: Number.self) + index
  }
}
