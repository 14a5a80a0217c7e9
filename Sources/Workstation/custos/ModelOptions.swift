public import ArgumentParser
public import CustosArchitectures

/// A network and the size of its input.
struct ModelOptions: ParsableArguments {
  @Option(
    name: [.customLong("model-name"), .customLong("model_name")],
    help: "Name of the network; `custos models` lists them (default: vgg4).")
  var givenName: String?

  @Option(name: .customLong("width"), help: "Columns of the network's input (default: 224).")
  var givenWidth: Int?

  @Option(name: .customLong("height"), help: "Rows of the network's input (default: 448).")
  var givenHeight: Int?

  @Option(
    name: .customLong("preprocessing"),
    help: """
      What the network does to the pixels first: none takes them as 0 to 255, RGB; imagenet does what \
      the weights were trained with: as Keras, or for those of torchvision and timm as they do, which \
      imagenet-torch does in any case (default: none, or that of the weights if they are of custos).
      """)
  var givenPreprocessing: PixelPreprocessing?

  var preprocessing: PixelPreprocessing { givenPreprocessing ?? .none }
  var modelName: String { givenName ?? "vgg4" }
  var width: Int { givenWidth ?? 224 }
  var height: Int { givenHeight ?? 448 }

  /// Names of the options that were given.
  var given: [String] {
    givenOptions([
      "--model-name": givenName != nil, "--width": givenWidth != nil,
      "--height": givenHeight != nil, "--preprocessing": givenPreprocessing != nil,
    ])
  }

  func validate() throws { try Self.validate(width: width, height: height) }

  /// Refuses sizes that no network's input has.
  static func validate(width: Int, height: Int) throws {
    for (name, size) in [("--width", width), ("--height", height)]
    where !(8...4096).contains(size) {
      throw ValidationError("\(name) must be 8 to 4096 pixels, but \(size) was given.")
    }
  }
}

extension PixelPreprocessing: ExpressibleByArgument {}
