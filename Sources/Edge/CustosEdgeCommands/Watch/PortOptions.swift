import CustosCamera
import CustosPlatform

/// The options that are handed to `rpicam-vid` under its own names, once their values make sense.
enum PortOptions {
  static let names = ["autofocus-mode", "lens-position", "shutter", "gain", "awb", "awbgains"]

  /// The words for `rpicam-vid`.
  static func words(
    _ arguments: ParsedArguments, _ camera: CameraSpecification
  ) throws(CommandError) -> [String] {
    var words: [String] = []
    for name in names {
      guard let value = arguments.value(of: name) else { continue }
      guard case .rpicam = camera else {
        throw .usage(
          "--\(name) is for --camera rpicam[:N] alone; other cameras have no such setting here.")
      }
      if let expected = expectation(name, value) {
        throw .usage("--\(name) must be \(expected), not '\(value)'.")
      }
      words += ["--" + name, value]
    }
    return words
  }

  /// What the value of an option should have been, nil for one that makes sense.
  private static func expectation(_ name: String, _ value: String) -> String? {
    func isOne(of list: [String]) -> String? {
      list.contains(value) ? nil : "one of " + list.joined(separator: ", ")
    }
    func areNumbers(_ count: Int, _ range: ClosedRange<Double>) -> Bool {
      let parts = value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      return parts.count == count
        && parts.allSatisfy {
          NumberText.double(String(decoding: Array($0), as: UTF8.self)).map { range.contains($0) }
            ?? false
        }
    }
    switch name {
    case "autofocus-mode": return isOne(of: ["auto", "continuous", "manual", "default"])
    case "lens-position":
      return areNumbers(1, 0...32) ? nil : "a number of dioptres from 0, far away, to 32"
    case "shutter":
      return areNumbers(1, 1...1e9) ? nil : "a number of microseconds from 1 to 1000000000"
    case "gain": return areNumbers(1, 0...100) ? nil : "a number from 0, automatic, to 100"
    case "awb":
      return isOne(of: [
        "auto", "incandescent", "tungsten", "fluorescent", "indoor", "daylight", "cloudy",
      ])
    default: return areNumbers(2, 0...32) ? nil : "RED,BLUE, each a number from 0 to 32"
    }
  }
}
