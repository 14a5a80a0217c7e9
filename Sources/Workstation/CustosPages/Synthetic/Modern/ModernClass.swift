/// Classes of modern notation; the raw value is the class name, as MUSCIMA++ 2.0 has it.
enum ModernClass: String, CaseIterable, Sendable {
  case accidentalDoubleSharp, accidentalFlat, accidentalNatural, accidentalSharp
  case articulationAccent, articulationStaccato, articulationTenuto
  case augmentationDot
  case barline, barlineHeavy, repeatDot
  case beam
  case cClef, fClef, gClef
  case fermataAbove, ornamentTrill
  case flag8thUp, flag8thDown, flag16thUp, flag16thDown
  case multiMeasureRest, restWhole, restHalf, restQuarter, rest8th, rest16th
  case noteheadFull, noteheadFullSmall, noteheadHalf, noteheadWhole
  case numeral0, numeral1, numeral2, numeral3, numeral4, numeral5, numeral6, numeral7, numeral8
  case slur, tie
  case timeSigCommon

  /// The class of a figure, 0...8.
  static func numeral(_ figure: Int) -> ModernClass {
    let figures: [ModernClass] = [
      .numeral0, .numeral1, .numeral2, .numeral3, .numeral4, .numeral5, .numeral6, .numeral7,
      .numeral8,
    ]
    return figures[min(max(figure, 0), 8)]
  }

  /// Whether a symbol that lies beyond L0...S6 is `out`, as note heads are, rather than `?`.
  var isHead: Bool {
    switch self {
    case .noteheadFull, .noteheadFullSmall, .noteheadHalf, .noteheadWhole: true
    default: false
    }
  }
}
