import CustosEngineChecks
import CustosModelFile
import Testing

/// What makes a model a page network, and what is wrong with one that nearly is.
@Suite struct PageModelTests {
  static let groups = ["head", "rest"]
  static let classNames = ["head/full", "rest/half", "head/empty"]
  private static let one = Window(kernelHeight: 1, kernelWidth: 1)

  static func window(kernel: Int, stride: Int) -> Window {
    let padding = kernel - 1
    return Window(
      kernelHeight: kernel, kernelWidth: kernel, strideY: stride, strideX: stride,
      paddingTop: padding / 2, paddingLeft: padding / 2, paddingBottom: padding - padding / 2,
      paddingRight: padding - padding / 2)
  }

  /// A page network of stride 4: two halving layers and 1x1 heads.
  static func make() -> Model {
    var graph = GraphBuilder(height: 16, width: 24, seed: 5)
    graph.convolve(0, channels: 4, window: window(kernel: 3, stride: 2))
    let trunk = graph.convolve(graph.last, channels: 8, window: window(kernel: 3, stride: 2))
    let centres = graph.convolve(trunk, channels: 2, window: one, logits: true)
    let boxes = graph.convolve(trunk, channels: 4, window: one)
    let positions = graph.convolve(trunk, channels: 15, window: one, logits: true)
    let classes = graph.convolve(trunk, channels: 3, window: one, logits: true)
    return graph.buildPage(
      centres: centres, boxes: boxes, positions: positions, classes: classes, groups: groups,
      classNames: classNames)
  }

  @Test func aPageNetworkIsDescribed() throws {
    let model = try PageModel(Self.make().validated())
    #expect(model.form.stride == 4 && model.form.staffSpace == 12)
    #expect(model.form.groups == Self.groups && model.form.labels.count == 15)
    #expect(model.form.classes.map(\.name) == ["full", "half", "empty"])
    #expect(model.form.classes(of: 0) == [0, 2] && model.form.classes(of: 1) == [1])
    #expect([model.centres, model.boxes, model.positions] == [0, 1, 2] && model.classes == 3)
    // 3x3 of stride 2 twice: 1 + 2 pixels above, 1 + 2 below the own one.
    #expect(model.field.rows == Reach(stride: 4, first: -3, last: 3))
    #expect(try Self.make().validated().purpose.name == "page network")
  }

  @Test func withoutClassesTheGroupsAreTheClasses() throws {
    var model = Self.make()
    model.outputs.removeLast()
    model.tensors.removeLast()
    model.operators.removeLast()
    let page = try PageModel(model.validated())
    #expect(page.classes == nil && page.form.classes.isEmpty)
  }

  @Test func otherModelsAreToldApart() throws {
    let classifier = try RandomGraph.mapNetwork(seed: 2).validated()
    #expect(classifier.purpose.name == "patch classifier")
    var model = Self.make()
    model.outputs[0].name = "centers"
    guard case .neither(let error) = try model.validated().purpose else {
      Issue.record("it is taken for something")
      return
    }
    #expect(
      error.message.contains("map centres") && error.found == "centers, boxes, positions, classes")
  }

  static let faults: [Fault] = [
    Fault("list of outputs") { $0.outputs[1].name = "box" },
    Fault("list of outputs") { $0.outputs[2].name = "position" },
    Fault("staff space") { $0.preprocessing.staffSpace = nil },
    Fault("staff space") { $0.preprocessing.staffSpace = 3.5 },
    Fault("staff space") { $0.preprocessing.staffSpace = 65 },
    Fault("crop") { $0.preprocessing.cropWidth = 30 },
    Fault("output positions, number of channels") { $0.labels.removeLast() },
    Fault("output boxes, number of channels") { model in
      model.outputs[1].tensor = model.outputs[3].tensor
      model.outputs[3].tensor = 4
      model.outputs[3].channelNames = ["head/a", "head/b", "head/c", "head/d"]
    },
    Fault("output centres, number of channel names") { $0.outputs[0].channelNames = [] },
    Fault("output centres, name of channel 1") { $0.outputs[0].channelNames[1] = "head" },
    Fault("output centres, name of channel 0") { $0.outputs[0].channelNames[0] = "a/b" },
    Fault("output centres, name of channel 0") { $0.outputs[0].channelNames[0] = "a;b" },
    Fault("output centres, name of channel 1") { $0.outputs[0].channelNames[1] = " rest" },
    Fault("output classes, number of channel names") { $0.outputs[3].channelNames = [] },
    Fault("output classes, name of channel 0") { $0.outputs[3].channelNames[0] = "full" },
    Fault("output classes, name of channel 0") { $0.outputs[3].channelNames[0] = "head/" },
    Fault("output classes, name of channel 1") { $0.outputs[3].channelNames[1] = "clef/g" },
    Fault("output classes, name of channel 2") { $0.outputs[3].channelNames[2] = "head/full" },
    Fault("output classes, name of channel 2") { $0.outputs[3].channelNames[2] = "head/a;b" },
  ]

  @Test(arguments: faults) func faultsAreNamed(fault: Fault) throws {
    var model = Self.make()
    fault.change(&model)
    let validated = try model.validated()
    let error = try #require(throws: ModelError.self) { try PageModel(validated) }
    #expect(error.item == fault.item, "\(error.message)")
  }

  /// A network whose boxes come from another layer than the rest.
  private static func uneven(
    _ height: Int, _ width: Int, boxes: (inout GraphBuilder) -> Int
  ) -> Model {
    var graph = GraphBuilder(height: height, width: width, seed: 6)
    graph.convolve(0, channels: 4, window: window(kernel: 3, stride: 2))
    let trunk = graph.convolve(graph.last, channels: 8, window: window(kernel: 3, stride: 2))
    let box = boxes(&graph)
    let centres = graph.convolve(trunk, channels: 2, window: one, logits: true)
    let positions = graph.convolve(trunk, channels: 15, window: one, logits: true)
    return graph.buildPage(centres: centres, boxes: box, positions: positions, groups: groups)
  }

  @Test func mapsOfOtherSizesAndStridesAreNamed() throws {
    let other = Self.uneven(16, 24) { $0.convolve(1, channels: 4, window: Self.one) }
    let size = try #require(throws: ModelError.self) { try PageModel(other.validated()) }
    #expect(size.item == "output boxes, size" && size.found == "8 x 12", "\(size.message)")

    // Three pixels to a cell, which by chance gives as many cells.
    let chance = Self.uneven(8, 8) {
      $0.convolve(
        0, channels: 4,
        window: Window(kernelHeight: 3, kernelWidth: 3, strideY: 3, strideX: 3))
    }
    let stride = try #require(throws: ModelError.self) { try PageModel(chance.validated()) }
    #expect(stride.item == "output boxes, stride of its operators", "\(stride.message)")

    let broken = Self.uneven(18, 24) { $0.convolve(2, channels: 4, window: Self.one) }
    let whole = try #require(throws: ModelError.self) { try PageModel(broken.validated()) }
    #expect(whole.item == "stride, the input's size over the maps'", "\(whole.message)")
  }

  @Test func aFieldBeyondTheLimitIsNamed() throws {
    let wide = Self.uneven(16, 24) {
      $0.convolve(
        2, channels: 4,
        window: Window(kernelHeight: 1, kernelWidth: 301, paddingLeft: 150, paddingRight: 150))
    }
    let error = try #require(throws: ModelError.self) { try PageModel(wide.validated()) }
    #expect(error.item == "receptive field", "\(error.message)")
  }
}
