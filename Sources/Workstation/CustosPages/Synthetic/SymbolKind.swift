/// The symbols that can be drawn; the raw value is the class name of the annotation.
enum SymbolKind: String, CaseIterable, Sendable {
  case barline
  case brevis
  case brevisRest = "brevis_rest"
  case cClef = "c_clef"
  case colouredBrevis = "coloured_brevis"
  case colouredMinima = "coloured_minima"
  case colouredSemibrevis = "coloured_semibrevis"
  case colouredSemiminima = "coloured_semiminima"
  case commonTime = "common_time"
  case custos
  case cutTime = "cut_time"
  case dot
  case doubleBarline = "double_barline"
  case fClef1 = "f_clef_1"
  case fClef2 = "f_clef_2"
  case fermata
  case flat
  case gClef = "g_clef"
  case longa
  case longa2 = "longa_2"
  case longaRest = "longa_rest"
  case minima
  case minimaRest = "minima_rest"
  case proportioMaior = "proportio_maior"
  case proportioMinor = "proportio_minor"
  case semibrevis
  case semibrevisRest = "semibrevis_rest"
  case semiminima
  case semiminimaRest = "semiminima_rest"
  case sharp
  case beam

  /// Notes with a single head, with their share among notes.
  static let notes: [(kind: SymbolKind, share: Float)] = [
    (.colouredMinima, 27), (.minima, 23), (.semibrevis, 22), (.colouredSemiminima, 10),
    (.brevis, 3), (.longa, 1.5), (.longa2, 1), (.colouredSemibrevis, 4), (.colouredBrevis, 1.5),
    (.semiminima, 3),
  ]

  /// Rests with their share among rests.
  static let rests: [(kind: SymbolKind, share: Float)] = [
    (.minimaRest, 32), (.semibrevisRest, 24), (.brevisRest, 18), (.longaRest, 18),
    (.semiminimaRest, 8),
  ]
}
