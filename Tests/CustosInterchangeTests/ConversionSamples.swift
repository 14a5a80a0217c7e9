import CustosDataSet
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosInterchange

/// A folder with pages of 300 x 200 pixels and conversions of their annotations.
struct ConversionSamples {
  let folder: TemporaryFolder
  var pages: String { folder.file("pages") }

  /// Every kind of place, a class name that XML, YAML and JSON have to escape, and boxes of fine and of
  /// whole numbers.
  static let lines = [
    "141.1,39.2;207.2,87.8;g_clef;L3", "0,0;300,200;beam;",
    "10.5,20.25;11.125,20.75;noteheadFull;out",
    "200,100;210,110;rest8th;?", "7,8;9.3,10;a <b> & \"c\" \\ 'd' #e: é;S6", "1,2;3,4;dot;L0",
  ]

  init(_ lines: [String] = lines) throws {
    folder = try TemporaryFolder(inMemory: true)
    try FileSystem.createDirectories(pages)
    try DataSamples.writePage("a.png", lines: lines, in: pages)
  }

  func file(_ name: String) -> String { folder.file(name) }

  /// Writes a file of a foreign format, with the folders above it.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try FileSystem.createDirectories(Path.directory(file(name)))
    try FileSystem.write(text, to: file(name), replacing: true)
    return file(name)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try FileSystem.read(file(name)), as: UTF8.self)
  }

  /// The lines of a file.
  func lines(_ name: String) throws -> [String] {
    try text(name).split(separator: "\n").map(String.init)
  }

  @discardableResult
  func convert(
    _ input: String, _ output: String, from: AnnotationFormat = .lines,
    to: AnnotationFormat = .lines, replacing: Bool = false,
    _ change: (inout Conversion) throws -> Void = { _ in }
  ) throws -> Conversion.Report {
    var conversion = Conversion()
    conversion.source = from
    conversion.target = to
    try change(&conversion)
    return try conversion.run(
      input: file(input), output: file(output), replacing: replacing,
      pool: DataSamples.makePool())
  }
}
