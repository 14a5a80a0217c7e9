/// What one voice plays at one time: a note, a chord or a rest.
struct ModernEvent: Sendable {
  /// A head with the accidental before it.
  struct Note: Equatable, Sendable {
    /// Half staff spaces above L0; may lie far outside the staff.
    var step: Int
    var accidental: ModernClass?
  }

  /// Ticks from the start of the measure.
  let onset: Int
  let ticks: Int
  let value: NoteValue
  /// The heads from low to high; none for a rest.
  var notes: [Note] = []
  /// Events of a measure with the same number share a beam.
  var beam: Int?
  /// The figure of the tuplet that starts here.
  var tuplet: Int?
  /// Whether the event is one of a tuplet.
  var isInTuplet = false
  /// Signs at the head.
  var articulations: [ModernClass] = []
  /// A sign above the staff.
  var ornament: ModernClass?
  /// Steps of the small notes before the event.
  var graces: [Int] = []
  /// Whether the event is tied to the next, which then has the same notes.
  var isTied = false

  var isRest: Bool { notes.isEmpty }

  /// Staff spaces that the event needs to the left of its heads.
  var roomBefore: Float {
    let signs = min(2, notes.count { $0.accidental != nil })
    return Float(signs) * 1 + Float(graces.count) * 1.1 + (graces.isEmpty ? 0 : 0.3)
  }

  /// Staff spaces that dots need to the right.
  var roomAfter: Float { Float(value.dots) * 0.5 }
}
