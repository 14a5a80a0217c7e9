import CustosSupport

/// How a hand writes stems and what is attached to them.
struct StemHabit: Sendable {
  /// Length from the outermost head's centre in staff spaces.
  var length: Float
  /// Share by which lengths vary.
  var variation: Float
  /// Distance between head and stem in staff spaces; below 0 they overlap.
  var gap: Float
  /// Horizontal drift per length upwards.
  var lean: Float
  /// Where stems leave a head: 1 its right side, -1 its left side.
  var upSide: Float
  var downSide: Float
  /// Width of a stem relative to the pen.
  var weight: Float
  /// Width of a beam in staff spaces.
  var beamWidth: Float
  /// Distance of two beams' middles in staff spaces.
  var beamStep: Float
  /// Greatest slope of a beam.
  var beamSlope: Float
  /// How far beams miss the stems' ends in staff spaces.
  var looseness: Float

  /// Draws the habit of a writer.
  init(using random: inout SeededGenerator) {
    length = random.uniform(2.1, 3.5)
    variation = random.uniform(0.05, 0.15)
    gap = random.chance(0.6) ? random.uniform(-0.3, 0.05) : random.uniform(0, 0.45)
    lean = random.uniform(-0.06, 0.16)
    upSide = random.uniform(0.7, 1.05)
    downSide = random.chance(0.75) ? random.uniform(-1.05, -0.6) : random.uniform(0, 0.95)
    weight = random.uniform(0.8, 1.05)
    beamWidth = random.chance(0.6) ? random.uniform(0.12, 0.24) : random.uniform(0.24, 0.48)
    beamStep = max(random.uniform(0.55, 0.95), beamWidth + 0.22)
    beamSlope = random.uniform(0.1, 0.5)
    looseness = random.chance(0.6) ? random.uniform(0, 0.06) : random.uniform(0.06, 0.22)
  }

  /// The stems of engraved music.
  init(engravedUsing random: inout SeededGenerator) {
    length = random.uniform(3.2, 3.6)
    variation = 0
    gap = -0.15
    lean = 0
    upSide = 0.93
    downSide = -0.93
    weight = 1
    beamWidth = random.uniform(0.42, 0.52)
    beamStep = beamWidth + random.uniform(0.22, 0.3)
    beamSlope = 0.25
    looseness = 0
  }
}
