import CHDF5Writer
import CustosNetwork
import CustosPlatform
import CustosTestRandom
import CustosTestSupport
import Testing

@testable import CustosWeights

/// Files that are not what they should be get one sentence.
@Suite struct KerasRefusalTests {
  private let folder: TemporaryFolder
  private let path: String
  private let graph: Graph

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("weights.h5")
    graph = try SmallNetwork.graph()
  }

  /// Reads the file as a training does; nil where it is taken.
  private func refusal(_ path: String) throws -> WeightsError? {
    let parameters = try Parameters(graph: graph)
    do throws(WeightsError) {
      let file = try KerasFile(path)
      try loadWeights(
        from: file, into: parameters, map: file.nameMap(for: graph),
        policy: .startingWeights(of: graph, otherLabels: true))
      return nil
    } catch {
      #expect(error.description.hasPrefix(path) && error.description.hasSuffix("."), "\(error)")
      #expect(error.description.allSatisfy { !$0.isNewline })
      #expect(error.exitCode == 65)
      return error
    }
  }

  private func expect(
    _ text: String, _ sketch: KerasSketch, location: SourceLocation = #_sourceLocation
  ) throws {
    sketch.write(to: path, location: location)
    let error = try refusal(path)
    #expect(
      error?.description.contains(text) == true, "\(String(describing: error))",
      sourceLocation: location)
  }

  private func changed(_ change: (inout [KerasSketch.Layer]) -> Void) -> [KerasSketch.Layer] {
    var layers = graph.sketchLayers
    change(&layers)
    return layers
  }

  private func lines(_ change: (inout [String]) -> Void) -> KerasSketch {
    var sketch = KerasSketch.named(graph.sketchLayers)
    change(&sketch.lines)
    return sketch
  }

  @Test func otherNetworks() throws {
    try expect(
      "tensor 'stem_bn/gamma' of shape [4] is missing",
      .named(changed { $0.remove(at: 1) }))
    try expect(
      "'stem/stem/kernel:0' has shape [3, 3, 3, 8], but [3, 3, 3, 4] is expected",
      .named(changed { $0[0].weights[0].shape = [3, 3, 3, 8] }))
    try expect(
      "layer 'stem' has weights of the shapes [[3, 3, 3, 4]], but kernel [3, 3, 3, 4], bias [4]",
      .named(changed { $0[0].weights.removeLast() }))
    let extra = KerasSketch.Layer(name: "extra", weights: [("kernel", [3, 3, 4, 4])])
    try expect("'extra/extra/kernel:0' that the", .named(changed { $0.insert(extra, at: 2) }))
    try expect("'conv2d_2/kernel' of shape", .named(Array(graph.sketchLayers.prefix(2))))
    try expect("'conv2d_4/vars/0' that the", .numbered(changed { $0.append(extra) }))
    try expect("[3, 3, 4, 4], but [1, 3, 4, 4]", .numbered(changed { $0.insert(extra, at: 5) }))
    try expect("'stem/kernel' of shape [3, 3, 3, 4] is missing", .numbered([]))
    let other = KerasSketch.Layer(name: "other", weights: [("kernel", [7, 7, 3, 64])])
    try expect("shapes [[7, 7, 3, 64]]", .named([other]))
  }

  @Test func numbersThatAreNone() throws {
    var values = SmallNetwork.values(graph)
    values["conv2d_1/kernel"]?[3] = .nan
    KerasSketch.named(graph.sketchLayers, values: values).write(to: path)
    #expect(
      try refusal(path) == .notFinite(path: path, tensor: "conv2d_1/conv2d_1/kernel:0"))
    values["conv2d_1/kernel"]?[3] = .infinity
    KerasSketch.numbered(graph.sketchLayers, values: values).write(to: path)
    guard case .notFinite = try refusal(path) else {
      Issue.record("infinite weights were taken")
      return
    }
  }

  @Test(arguments: [
    ("data\t%\tf32be", "another type"), ("data\t%\ti32", "another type"),
    ("chunked\t%", "one piece"), ("compressed\t%", "compressed"), ("compact\t%", "one piece"),
    ("unwritten\t%", "no numbers"), ("outside\t%\telsewhere.bin", "another file"),
  ])
  func storage(data: String, text: String) throws {
    var sketch = KerasSketch.named(graph.sketchLayers, data: data)
    if data.hasPrefix("outside") {
      let elsewhere = folder.file("elsewhere.bin")
      sketch.lines = sketch.lines.map { $0.replacing("elsewhere.bin", with: elsewhere) }
    }
    try expect(text, sketch)
  }

  @Test func links() throws {
    let group = "/conv2d_1"
    func with(_ lines: [String]) -> KerasSketch {
      self.lines { all in
        all.removeAll { $0.contains("\t/conv2d_1") }
        all += lines
      }
    }
    let other = folder.file("other.h5")
    KerasSketch.named(graph.sketchLayers).write(to: other)
    try expect("'conv2d_1' is missing", with([]))
    try expect("link to another file", with(["external\t\(group)\t\(other)\t/conv2d_1"]))
    try expect("link and no object", with(["soft\t\(group)\t\(group)"]))
    try expect("link and no object", with(["soft\t\(group)\t/stem"]))
    // A circle of groups is as deep as its names are.
    let names = "texts\t/conv2d_1\tweight_names\t" + String(repeating: "a/", count: 40) + "kernel"
    try expect("deeper", with(["group\t\(group)", "hard\t/conv2d_1/a\t/conv2d_1", names]))
    try expect(
      "no data set", with(["texts\t\(group)\tweight_names\tinner", "group\t\(group)/inner"]))
    try expect("no group", with(["data\t\(group)\tf32"]))
    var circle = KerasSketch()
    circle.lines = ["group\t/layers/functional", "hard\t/layers/functional/layers\t/layers"]
    try expect("deeper in each other", circle)
  }

  @Test func attributes() throws {
    func names(_ names: [String]) -> KerasSketch {
      lines { $0[0] = "strings\t/\tlayer_names\t" + names.joined(separator: "\t") }
    }
    try expect("a name of over", names([String(repeating: "n", count: 1500)]))
    try expect("'conv\u{1}x' is missing".replacing("\u{1}", with: "?"), names(["conv\u{1}x"]))
    try expect("a weight without a name", names(["/"]))
    let many = (0..<2000).map { "n\($0)" }
    var sketch = KerasSketch()
    sketch.lines = (0..<3).map {
      "strings\t/\tlayer_names\($0)\t" + many.joined(separator: "\t")
    }
    try expect("more than 4096 names", sketch)
    sketch.lines = ["data\t/layer_names\tf32"]
    sketch.values = [1]
    try expect("without Keras's weights", sketch)
  }

  @Test func archives() throws {
    KerasSketch.numbered(graph.sketchLayers).write(to: path)
    let archive = folder.file("model.keras")
    #expect(custos_write_zip(archive, "archive/data.pkl", path, 0) == 0)
    #expect(try refusal(archive)?.description.contains("safetensors") == true)
    let zeros = folder.file("zeros")
    try FileSystem.write([UInt8](repeating: 0, count: 20 << 20), to: zeros, replacing: false)
    #expect(custos_write_zip(archive, "model.weights.h5", zeros, 8) == 0)
    #expect(try refusal(archive)?.description.contains("claims to grow") == true)
    #expect(custos_write_zip(archive, "model.weights.h5", path, 8) == 0)
    let whole = try FileSystem.read(archive)
    for count in stride(from: 4, to: whole.count, by: whole.count / 20) {
      try FileSystem.write(Array(whole.prefix(count)), to: archive, replacing: true)
      #expect(try refusal(archive) != nil)
    }
    #expect(folder.names == ["model.keras", "weights.h5", "zeros"])
  }

  @Test func cutShort() throws {
    KerasSketch.named(graph.sketchLayers).write(to: path)
    let whole = try FileSystem.read(path)
    for count in stride(from: 0, to: whole.count, by: whole.count / 25) {
      try FileSystem.write(Array(whole.prefix(count)), to: path, replacing: true)
      #expect(try refusal(path) != nil, "\(count) of \(whole.count) bytes")
    }
  }

  /// Changed files are read or refused with a sentence, nothing else; what the libraries do to
  /// themselves ends their process alone.
  @Test(arguments: ["named", "numbered", "archive"]) func fuzz(kind: String) throws {
    let layers = graph.sketchLayers
    var target = path
    if kind == "named" {
      KerasSketch.named(layers).write(to: path)
    } else {
      KerasSketch.numbered(layers).write(to: path)
    }
    if kind == "archive" {
      target = folder.file("model.keras")
      #expect(custos_write_zip(target, "model.weights.h5", path, 8) == 0)
    }
    let good = try FileSystem.read(target)
    #expect(try refusal(target) == nil)
    // Structure, not elements, is what is worth changing: all that is not zero.
    let places = good.indices.filter { good[$0] != 0 }
    var random = SeededRandom(seed: 17)
    var refused = 0
    for _ in 0..<150 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = places.randomElement(using: &random) ?? 0
        bytes[place] = Bool.random(using: &random) ? 255 : .random(in: 0...255, using: &random)
      }
      try FileSystem.write(bytes, to: target, replacing: true)
      refused += try refusal(target) == nil ? 0 : 1
    }
    #expect(refused > 15)
  }
}
