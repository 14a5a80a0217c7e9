import CustosSupport

/// What is played on one staff: how busy it is and where it lies.
struct StaffPart: Sendable {
  /// Likelihood that a cell is shorter or longer than usual, see `RhythmCell.pick`.
  var pace: Float
  var chordChance: Float
  var restChance: Float
  /// Likelihood that a whole measure is a rest.
  var silentChance: Float
  var accidentalChance: Float
  var articulationChance: Float
  var graceChance: Float
  var tieChance: Float
  var slurChance: Float
  /// Step around which the notes lie.
  var center: Float
  /// Steps that the melody does not leave.
  var lowest: Int
  var highest: Int
  /// Likelihood of leaps.
  var leapChance: Float
  /// Direction of all stems, nil where it follows the notes.
  var stemsUp: Bool?

  /// Draws the part of a staff's only voice.
  ///
  /// - Parameter isKeyboard: whether chords are common.
  init(isKeyboard: Bool, isOrchestral: Bool, using random: inout SeededGenerator) {
    pace = random.uniform(0.4, 2)
    chordChance = isKeyboard ? random.uniform(0.1, 0.65) : random.chance(0.25) ? 0.2 : 0
    restChance = random.uniform(0.04, 0.15)
    silentChance = isOrchestral ? random.uniform(0.05, 0.3) : random.uniform(0, 0.06)
    accidentalChance = random.uniform(0.04, 0.22)
    articulationChance = random.chance(0.4) ? random.uniform(0.05, 0.35) : 0.015
    graceChance = random.chance(0.3) ? random.uniform(0.01, 0.05) : 0.002
    tieChance = random.uniform(0.02, 0.09)
    slurChance = random.uniform(0.05, 0.35)
    center = random.uniform(4.5, 10.5)
    lowest = isKeyboard || isOrchestral ? -3 : -5
    highest = isKeyboard || isOrchestral ? 15 : 18
    leapChance = random.uniform(0.05, 0.4)
  }

  /// The same part as one of two voices of its staff.
  func voice(isUpper: Bool) -> StaffPart {
    var part = self
    part.stemsUp = isUpper
    part.center = isUpper ? max(center, 8.5) : min(center, 3.5)
    part.lowest = isUpper ? 5 : 0
    part.highest = isUpper ? 15 : 7
    part.chordChance *= 0.3
    return part
  }
}
