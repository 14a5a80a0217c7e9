import CustosImage
import CustosPlatform

/// Reading of inputs that may be standard input.
enum PictureFile {
  /// Reads a JPEG or PNG; `-` is standard input.
  static func read(
    _ path: String, rotation: RotationMark = .followed
  ) throws(CommandError) -> PixelBuffer {
    let bytes = try bytes(of: path)
    do throws(ImageError) { return try PixelBuffer(decoding: bytes, rotation: rotation) } catch {
      throw CommandError(error, item: name(of: path))
    }
  }

  /// Reads a whole file; `-` is standard input.
  static func bytes(of path: String) throws(CommandError) -> [UInt8] {
    do throws(PlatformError) {
      return try path == "-" ? FileSystem.readStandardInput() : FileSystem.read(path)
    } catch { throw CommandError(error) }
  }

  /// The name to use in sentences.
  static func name(of path: String) -> String { path == "-" ? "standard input" : path }
}
