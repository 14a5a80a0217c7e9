import CustosPlatform
import Testing

@Suite("Handing values from thread to thread")
struct HandoverSlotTests {
  private func drain(_ slot: HandoverSlot<Int>) -> [Int] {
    var values: [Int] = []
    // Half a minute without a value is a hang, not a slow machine.
    while true {
      switch slot.take(milliseconds: 30_000) {
      case .value(let value): values.append(value)
      case .nothing:
        Issue.record("no value and no end within 30 seconds")
        return values
      case .end: return values
      }
    }
  }

  @Test("where all are kept, all come in order")
  func keepsAll() throws {
    let slot = try HandoverSlot<Int>(keepsAll: true)
    let thread = try WorkerThread {
      for value in 0..<2000 { slot.put(value) }
      slot.close()
    }
    #expect(drain(slot) == Array(0..<2000))
    thread.join()
    #expect(slot.droppedCount == 0)
  }

  @Test("where the newest counts, values rise, the last one comes, and the others are counted")
  func newest() throws {
    let slot = try HandoverSlot<Int>(keepsAll: false)
    let thread = try WorkerThread {
      for value in 0..<20_000 { slot.put(value) }
      slot.close()
    }
    let values = drain(slot)
    thread.join()
    #expect(values.last == 19_999)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    #expect(slot.droppedCount + values.count == 20_000)
  }

  @Test("a giver that waits is let go when the slot is closed")
  func close() throws {
    let slot = try HandoverSlot<Int>(keepsAll: true)
    let thread = try WorkerThread {
      slot.put(1)
      slot.put(2)
    }
    MonotonicClock.sleep(nanoseconds: 50_000_000)
    slot.close()
    thread.join()
    #expect(drain(slot) == [1])
  }

  @Test("taking from an empty slot ends after the time")
  func nothing() throws {
    let slot = try HandoverSlot<Int>(keepsAll: false)
    guard case .nothing = slot.take(milliseconds: 20) else {
      Issue.record("something came out of nothing")
      return
    }
  }
}
