/// How MEI 5 writes a class of symbols.
struct MEIElement {
  /// What a staff position becomes.
  enum Place {
    /// `loc`: half staff spaces above the bottom line.
    case location
    /// `line` of a clef, 1...5.
    case line
    /// The element has none.
    case none
  }

  /// The notation that a class belongs to.
  enum Notation {
    case mensural
    case modern
  }

  /// The element's name and the attributes that follow from the class: `note dur="brevis"`.
  let start: String
  /// What a staff position becomes.
  var place = Place.location
  /// nil where both notations have the class.
  var notation: Notation?

  /// Takes the element of a class: of MUSCIMA++, of the Mensural-Detector, of the finder's own or of a page
  /// network's groups; nil where MEI has no element that stands in a layer, or none that the class alone
  /// tells.
  init?(className: String) {
    let name = Self.withoutNumber(className)
    guard let element = Self.modern(name) ?? Self.shared(name) ?? Self.mensural(name) else {
      return nil
    }
    self = element
  }

  private init(_ start: String, _ place: Place = .location, _ notation: Notation? = nil) {
    self.start = start
    self.place = place
    self.notation = notation
  }

  /// `longa` of `longa_2`: forms of one class are numbered.
  private static func withoutNumber(_ name: String) -> String {
    let bytes = [UInt8](name.utf8)
    guard bytes.count > 2, let last = bytes.last, (48...57).contains(last),
      bytes[bytes.count - 2] == UInt8(ascii: "_")
    else { return name }
    return String(decoding: bytes.dropLast(2), as: UTF8.self)
  }

  /// Classes that both notations have.
  private static func shared(_ name: String) -> MEIElement? {
    switch name {
    case "head", "note", "note_head": MEIElement("note")
    case "rest": MEIElement("rest")
    case "clef": MEIElement("clef", .line)
    case "g_clef", "gClef": MEIElement("clef shape=\"G\"", .line)
    case "c_clef", "cClef": MEIElement("clef shape=\"C\"", .line)
    case "f_clef", "fClef": MEIElement("clef shape=\"F\"", .line)
    case "accidental": MEIElement("accid")
    case "sharp": MEIElement("accid accid=\"s\"")
    case "flat": MEIElement("accid accid=\"f\"")
    case "natural": MEIElement("accid accid=\"n\"")
    case "dot": MEIElement("dot")
    case "custos": MEIElement("custos")
    case "barline": MEIElement("barLine", .none)
    case "double_barline": MEIElement("barLine form=\"dbl\"", .none)
    default: nil
    }
  }

  private static func modern(_ name: String) -> MEIElement? {
    let start: String? =
      switch name {
      // A full head may have flags or beams: its duration is not known.
      case "noteheadFull": "note head.fill=\"solid\""
      case "noteheadFullSmall": "note head.fill=\"solid\" grace=\"unknown\""
      case "noteheadHalf": "note dur=\"2\" head.fill=\"void\""
      case "noteheadHalfSmall": "note dur=\"2\" head.fill=\"void\" grace=\"unknown\""
      case "noteheadWhole": "note dur=\"1\""
      case "restWhole": "rest dur=\"1\""
      case "restHalf": "rest dur=\"2\""
      case "restQuarter": "rest dur=\"4\""
      case "rest8th": "rest dur=\"8\""
      case "rest16th": "rest dur=\"16\""
      case "rest32nd": "rest dur=\"32\""
      case "rest64th": "rest dur=\"64\""
      case "accidentalSharp": "accid accid=\"s\""
      case "accidentalFlat": "accid accid=\"f\""
      case "accidentalNatural": "accid accid=\"n\""
      case "accidentalDoubleSharp": "accid accid=\"x\""
      case "accidentalDoubleFlat": "accid accid=\"ff\""
      case "augmentationDot": "dot form=\"aug\""
      default: nil
      }
    if let start { return MEIElement(start, .location, .modern) }
    return switch name {
    case "timeSigCommon": MEIElement("meterSig sym=\"common\"", .none, .modern)
    case "timeSigCutCommon": MEIElement("meterSig sym=\"cut\"", .none, .modern)
    case "barlineHeavy": MEIElement("barLine form=\"heavy\"", .none, .modern)
    default: nil
    }
  }

  private static let values = [
    "maxima", "longa", "brevis", "semibrevis", "minima", "semiminima", "fusa", "semifusa",
  ]

  private static func mensural(_ name: String) -> MEIElement? {
    switch name {
    case "common_time": return MEIElement("mensur sign=\"C\"", .location, .mensural)
    case "cut_time": return MEIElement("mensur sign=\"C\" slash=\"1\"", .location, .mensural)
    case "proportio_maior", "proportio_minor":
      return MEIElement("proport type=\"\(name)\"", .location, .mensural)
    case "ligature": return MEIElement("ligature", .none, .mensural)
    default: break
    }
    for value in values {
      if name == value {
        return MEIElement("note dur=\"\(value)\"", .location, .mensural)
      }
      if name == "coloured_" + value {
        return MEIElement("note dur=\"\(value)\" colored=\"true\"", .location, .mensural)
      }
      if name == value + "_rest" {
        return MEIElement("rest dur=\"\(value)\"", .location, .mensural)
      }
    }
    return nil
  }
}
