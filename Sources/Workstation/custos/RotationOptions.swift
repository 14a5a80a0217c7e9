import ArgumentParser
import CustosImage

/// What becomes of the rotation marks of pages.
struct RotationOptions: ParsableArguments {
  @Flag(
    name: .customLong("ignore-rotation"),
    help: """
      Take pixels as they are stored: without it pages are put upright by their EXIF mark, as viewers show \
      them, and boxes are in the upright page.
      """)
  var ignoresRotation = false

  var mark: RotationMark { ignoresRotation ? .ignored : .followed }
}
