import CustosPlatform
import CustosReading

extension ScaleSource {
  /// Reads `--staff-space PIXELS|auto`; without it the music is as large as at training.
  init(_ arguments: ParsedArguments) throws(CommandError) {
    guard let text = arguments.value(of: "staff-space") else {
      self = .asTrained
      return
    }
    if text == "auto" {
      self = .measured
      return
    }
    guard let pixels = NumberText.double(text), pixels >= 1, pixels <= 1000 else {
      throw .usage("--staff-space must be auto or 1 to 1000 pixels, not '\(text)'.")
    }
    self = .pixels(pixels)
  }
}
