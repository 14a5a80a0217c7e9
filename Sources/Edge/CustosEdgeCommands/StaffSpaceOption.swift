import CustosModelFile
import CustosDetection
import CustosPlatform

/// `--staff-space PIXELS|auto`: how large the music of a page is.
enum StaffSpaceOption: Equatable {
  /// Windows are as large as at training.
  case asTrained
  /// The distance of the page's staff lines, in pixels.
  case pixels(Double)
  /// It is measured.
  case automatic

  init(_ arguments: ParsedArguments) throws(CommandError) {
    guard let text = arguments.value(of: "staff-space") else {
      self = .asTrained
      return
    }
    if text == "auto" {
      self = .automatic
      return
    }
    guard let pixels = NumberText.double(text), pixels >= 1, pixels <= 1000 else {
      throw .usage("--staff-space must be auto or 1 to 1000 pixels, not '\(text)'.")
    }
    self = .pixels(pixels)
  }

  /// How much larger the page's music is than that of the training pages.
  ///
  /// - Parameters:
  ///   - measured: the page's own scale, nil if it shows no staff.
  ///   - name: the page's name in sentences.
  /// - Throws: `CommandError` (65) when the model does not know its scale, or the page shows no staff.
  func scale(
    of model: Model, measured: StaffScale?, name: String
  ) throws(CommandError) -> Double {
    let space: Double
    switch self {
    case .asTrained: return 1
    case .pixels(let pixels): space = pixels
    case .automatic:
      guard let measured else { throw Self.noStaff(on: name) }
      space = measured.staffSpace
    }
    guard let scale = model.preprocessing.scale(ofStaffSpace: space) else {
      throw CommandError(
        "the model does not say at which staff space it was trained, which --staff-space needs; "
          + "quantise it again with --staff-space, or leave the option away.",
        exitCode: ExitStatus.badData)
    }
    return scale
  }

  /// The page shows nothing that could be measured.
  static func noStaff(on name: String) -> CommandError {
    .badInput(
      "\(name): no staff of five lines was found; take a sharper or closer picture, or give the "
        + "places of the symbols with --boxes.", exitCode: ExitStatus.badData)
  }
}

extension Preprocessing {
  /// How much larger music of this staff space, in pixels, is than that of the training pages; nil if
  /// that is not known.
  func scale(ofStaffSpace space: Double) -> Double? {
    guard let staffSpace, staffSpace > 0 else { return nil }
    return space / staffSpace
  }
}
