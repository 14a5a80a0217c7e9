import CustosSupport

/// Where the moments of a measure lie on the line, the same for all staves of a system.
struct MeasureColumns: Sendable {
  /// Ticks of each moment, rising from 0.
  let onsets: [Int]
  /// Staff spaces from the measure's start to each moment, and to the end of the last.
  private(set) var places: [Float]

  /// Staff spaces that the measure takes.
  var width: Float { places.last ?? 0 }

  /// Spaces the moments of all voices.
  init(voices: [[ModernEvent]], ticks: Int, spacing: Float) {
    let events = voices.joined()
    onsets = Set(events.map(\.onset)).union([0]).sorted()
    var before: [Int: Float] = [:]
    var after: [Int: Float] = [:]
    for event in events {
      before[event.onset] = max(before[event.onset] ?? 0, event.roomBefore)
      after[event.onset] = max(after[event.onset] ?? 0, event.roomAfter)
    }
    var place: Float = 1.2 + (before[0] ?? 0)
    places = [place]
    for (index, onset) in onsets.enumerated() {
      let next = index + 1 < onsets.count ? onsets[index + 1] : ticks
      let share = Float(next - onset) / Float(NoteValue.quarter)
      let gap = max(1.3, spacing * Self.root(min(share, 4)))
      place += gap + (after[onset] ?? 0) + (index + 1 < onsets.count ? before[next] ?? 0 : 0)
      places.append(place)
    }
  }

  /// Staff spaces from the measure's start to a moment.
  func place(of onset: Int) -> Float {
    places[onsets.firstIndex(of: onset) ?? 0]
  }

  /// Widens all distances.
  mutating func stretch(by factor: Float) {
    places = places.map { $0 * factor }
  }

  /// A root between the square root and the number itself: how engravers space durations.
  private static func root(_ share: Float) -> Float {
    (share.squareRoot() + share) / 2 * 0.8 + 0.2
  }
}
