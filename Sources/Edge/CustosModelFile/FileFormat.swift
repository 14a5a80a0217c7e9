/// The numbers of the `.custos` format, as specified in firmware-notes/model-file-format.md.
enum FileFormat {
  /// First bytes of a file: a byte above 127, the name, and a line feed, so that a transfer that
  /// strips bits or converts line ends is noticed.
  static let magic: [UInt8] = [0x89, 0x43, 0x55, 0x53, 0x54, 0x4F, 0x53, 0x0A]
  /// The versions that this code reads; it writes the lowest one that can express the model.
  static let versions: ClosedRange<UInt32> = 1...2
  /// Bytes of the header.
  static let headerSize = 64
  /// Bytes of one entry of the section table.
  static let sectionEntrySize = 32
  /// Sections, weights, biases and multipliers start at multiples of this.
  static let alignment = 64
  /// Sections of a file at most.
  static let maximumSectionCount = 64
  /// Offset of the header's CRC-32; it covers all bytes behind it.
  static let checksumOffset = 24
  /// First byte that the CRC-32 covers.
  static let checksummedOffset = 28
  /// Padding by symmetric reflection.
  static let symmetricReflection: UInt32 = 1
  /// Resizing by `PixelBuffer.resized`.
  static let standardResize: UInt32 = 1

  /// What a section holds.
  enum Section: UInt32, CaseIterable {
    case name = 1
    case labels = 2
    case preprocessing = 3
    case tensors = 4
    case operators = 5
    case constants = 6
    case provenance = 7
    case selfTests = 8
    case reading = 9
    case outputs = 10

    /// Whether a file of this version of the format knows the section.
    func isKnown(in version: UInt32) -> Bool { self != .outputs || version >= 2 }

    /// Whether every file that knows the section has it.
    var isRequired: Bool { self != .reading }

    /// The section as in "an outputs section", for messages.
    var titleWithArticle: String {
      switch self {
      case .operators, .outputs: "an \(title) section"
      default: "a \(title) section"
      }
    }

    /// The section's name, for messages.
    var title: String {
      switch self {
      case .name: "name"
      case .labels: "labels"
      case .preprocessing: "preprocessing"
      case .tensors: "tensors"
      case .operators: "operators"
      case .constants: "constants"
      case .provenance: "provenance"
      case .selfTests: "self-tests"
      case .reading: "reading"
      case .outputs: "outputs"
      }
    }
  }
}
