import CustosCamera
import CustosImage

/// Predictions that a client may still ask for: the newest ones, within bounds of number and
/// memory.
struct KeptReadings {
  private var readings: [ServedReading] = []
  private let limit: Int

  /// Keeps the predictions for at most `limit` pictures.
  init(limit: Int) { self.limit = limit }

  /// The predictions for a picture, if they are still kept.
  subscript(number: Int) -> ServedReading? { readings.first { $0.number == number } }

  /// Keeps the predictions for a picture and drops the oldest ones beyond the bounds, but never the
  /// newest.
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
