import ArgumentParser
import CustosLoading
import CustosTraining

/// How the crops of a new run of a page network are changed at random.
struct PageAugmentationOptions: ParsableArguments {
  enum Preset: String, ExpressibleByArgument, CaseIterable {
    case photo, none
  }

  @Option(
    help: """
      photo: all below at strengths of a page photographed by hand; none. The options below change \
      single strengths (default: photo).
      """)
  var augment: Preset?

  @Option(
    name: .customLong("augment-zoom"),
    help: "Zoom: factors 1 - SHARE to 1 + SHARE in each direction; 0 to 0.5 (photo: 0.12).")
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
    help: "Blur: standard deviation up to PIXELS of the network's input; 0 to 10 (photo: 1.5).")
  var blur: Float?

  @Option(
    name: .customLong("augment-light"),
    help:
      "Light: brightness, and its slope to the edges, up to SHARE more or less; 0 to 0.9 (photo: 0.3)."
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
      "Black and white: this SHARE of the pictures is thresholded, as scanners do; 0 to 1 (photo: 0.1)."
  )
  var threshold: Float?

  private var choices: AugmentationChoices {
    AugmentationChoices(
      noAugmentation: false, hasPreset: augment != nil, zoom: zoom, rotation: rotation,
      perspective: perspective, blur: blur, light: light, noise: noise, jpegQuality: jpegQuality,
      threshold: threshold)
  }

  /// Names of the options that were given.
  var given: [String] { choices.given }

  func validate() throws { try choices.validate() }

  /// Puts the given options into those of the recipe.
  func apply(to options: inout TrainingOptions) {
    if case Preset.none? = augment { (options.zoom, options.photo) = (0, PhotoAugmentation()) }
    choices.apply(to: &options)
  }
}
