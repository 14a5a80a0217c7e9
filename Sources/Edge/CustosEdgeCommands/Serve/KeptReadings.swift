import CustosCamera
import CustosImage

/// Readings that a client may still ask for: the newest ones, within bounds of number and memory.
struct KeptReadings {
  private var readings: [ServedReading] = []
  private let limit: Int

  /// Keeps at most `limit` readings.
  init(limit: Int) { self.limit = limit }

  /// The predictions for a picture, if they are still kept.
  subscript(number: Int) -> ServedReading? { readings.first { $0.number == number } }

  /// Keeps a reading and lets go of the oldest ones beyond the bounds; the newest one stays in any
  /// case.
  mutating func add(_ reading: ServedReading) {
    readings.removeAll { $0.number == reading.number }
    readings.append(reading)
    while readings.count > limit || (readings.count > 1 && byteCount > KeptFrames.byteLimit) {
      readings.removeFirst()
    }
  }

  private var byteCount: Int {
    readings.reduce(0) { $0 + $1.reading.frame.picture.byteCount }
  }
}
