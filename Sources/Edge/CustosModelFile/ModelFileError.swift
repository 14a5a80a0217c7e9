public import CustosPlatform

/// Why a `.custos` file could not be read. Every case names the file.
public enum ModelFileError: Error, Equatable {
  /// The file does not start like a model.
  case notAModel(file: String)
  /// The file is of a version that this program does not know.
  case unknownVersion(file: String, found: UInt32)
  /// The file ends inside its header.
  case cutHeader(file: String, found: Int)
  /// The file is shorter or longer than its header says.
  case wrongSize(file: String, expected: UInt64, found: Int)
  /// The file's bytes do not have the checksum that the header holds.
  case wrongChecksum(file: String, expected: UInt32, found: UInt32)
  /// The header or a section is not encoded as the format demands.
  case malformed(file: String, place: String, expected: String, found: String)
  /// The file is well formed but describes a network that cannot be run.
  case invalid(file: String, ModelError)
  /// The file could not be opened or mapped.
  case platform(PlatformError)

  /// The failure as a whole sentence that names the file and the way out.
  public var message: String {
    switch self {
    case .notAModel(let file):
      "\(file) is not a .custos model: its first 8 bytes are others; "
        + "give a file made by `custos quantize`."
    case .unknownVersion(let file, let found):
      "\(file) is a .custos model of format version \(found), but this program reads versions "
        + "\(FileFormat.versions.lowerBound) to \(FileFormat.versions.upperBound); "
        + (found > FileFormat.versions.upperBound
          ? "use a newer program" : "the file is damaged, copy it again")
        + " or write the model again with `custos quantize`."
    case .cutHeader(let file, let found):
      "\(file) is damaged: it ends after \(found) bytes, inside its header of "
        + "\(FileFormat.headerSize); copy it again."
    case .wrongSize(let file, let expected, let found):
      "\(file) is damaged: its header says \(expected) bytes but it has \(found); copy it again."
    case .wrongChecksum(let file, let expected, let found):
      "\(file) is damaged: its CRC-32 should be \(CRC32.text(of: expected)) but is "
        + "\(CRC32.text(of: found)); copy it again."
    case .malformed(let file, let place, let expected, let found):
      "\(file) is not a well-formed .custos model: its \(place) should hold \(expected) but holds "
        + "\(found); write the model again with `custos quantize`."
    case .invalid(let file, let error):
      "\(file) cannot be run: \(error.message)"
    case .platform(let error):
      error.message
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    guard case .platform(let error) = self else { return ExitStatus.badData }
    return error.exitCode
  }
}
