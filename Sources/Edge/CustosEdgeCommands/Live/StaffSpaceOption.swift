import CustosPlatform

/// What `--staff-space` says: how large the music is in the pictures.
enum StaffSpaceOption: Equatable {
  /// As large as in the training pages: the option is not given.
  case asTrained
  /// So many pixels from one staff line to the next.
  case given(Double)
  /// Measured in every picture.
  case automatic

  init(_ arguments: ParsedArguments) throws(CommandError) {
    guard let text = arguments.value(of: "staff-space") else {
      self = .asTrained
      return
    }
    if text == "auto" {
      self = .automatic
    } else if let number = NumberText.double(text), (1...1000).contains(number) {
      self = .given(number)
    } else {
      throw .usage(
        "--staff-space must be a number of pixels from 1 to 1000, or auto, not '\(text)'.")
    }
  }
}
