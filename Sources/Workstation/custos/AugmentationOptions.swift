import ArgumentParser
import CustosLoading
import CustosTraining

/// How the pictures of a new run are changed at random, so that a network learns to bear it.
struct AugmentationOptions: ParsableArguments {
  enum Preset: String, ExpressibleByArgument, CaseIterable {
    case reference, photo, none
  }

  @Option(
    help: """
      reference: zoom alone, as the original system; photo: all below at strengths of a page \
      photographed by hand; none (default: what --recipe says, reference without it). The options below \
      change single strengths.
      """)
  var augment: Preset?

  @Flag(
    name: [.customLong("no-augmentation"), .customLong("no_augmentation")],
    help: "Show the pictures as they are, as --augment none.")
  var noAugmentation = false

  @Option(
    name: .customLong("augment-zoom"),
    help: "Zoom: factors 1 - SHARE to 1 + SHARE in each direction; 0 to 0.5 (reference: 0.2).")
  var zoom: Float?

  @Option(
    name: .customLong("augment-rotation"),
    help: "Rotation: up to DEGREES either way; 0 to 45 (photo: 4).")
  var rotation: Float?

  @Option(
    name: .customLong("augment-perspective"),
    help:
      "Perspective: an edge is up to SHARE nearer or farther than the centre; 0 to 0.4 (photo: 0.05)."
  )
  var perspective: Float?

  @Option(
    name: .customLong("augment-blur"),
    help:
      "Blur: standard deviation up to PIXELS of the network's input; 0 to 10 (photo: 1.2 % of the width)."
  )
  var blur: Float?

  @Option(
    name: .customLong("augment-light"),
    help:
      "Light: brightness, and its slope to the edges, up to SHARE more or less; 0 to 0.9 (photo: 0.2)."
  )
  var light: Float?

  @Option(
    name: .customLong("augment-noise"),
    help: "Noise: standard deviation up to LEVELS of 255; 0 to 100 (photo: 8).")
  var noise: Float?

  @Option(
    name: .customLong("augment-jpeg"),
    help: "JPEG: compression down to QUALITY; 1 to 100, 0 for none (photo: 40).")
  var jpegQuality: Int?

  @Option(
    name: .customLong("augment-threshold"),
    help:
      "Black and white: this SHARE of the pictures is thresholded, as scanners do; 0 to 1 (photo: 0.15)."
  )
  var threshold: Float?

  private var choices: AugmentationChoices {
    AugmentationChoices(
      noAugmentation: noAugmentation, hasPreset: augment != nil, zoom: zoom, rotation: rotation,
      perspective: perspective, blur: blur, light: light, noise: noise, jpegQuality: jpegQuality,
      threshold: threshold)
  }

  /// Names of the options that were given.
  var given: [String] { choices.given }

  func validate() throws { try choices.validate() }

  /// Puts the given options into `options`, which hold the width and those of the recipe already.
  func apply(to options: inout TrainingOptions) {
    switch noAugmentation ? Preset.none : augment {
    case nil: break
    case .reference?: options.photo = PhotoAugmentation()
    case .photo?: options.photo = .photo(width: options.width)
    case Preset.none?: (options.zoom, options.photo) = (0, PhotoAugmentation())
    }
    choices.apply(to: &options)
  }
}
