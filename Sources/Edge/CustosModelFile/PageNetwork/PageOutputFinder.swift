/// Looks for the outputs of a page network in a model and checks them.
struct PageOutputFinder {
  private let model: Model

  init(_ model: Model) { self.model = model }

  /// Place of the output of this name.
  func place(of name: String) -> Int? { model.outputs.firstIndex { $0.name == name } }

  /// Place of an output that every page network has.
  func required(_ name: String) throws(ModelError) -> Int {
    guard let place = place(of: name) else {
      throw ModelError(
        "list of outputs", expected: "one with the map \(name), as a page network's",
        found: model.outputs.map { $0.name }.joined(separator: ", "))
    }
    return place
  }

  /// Checks that the outputs are maps of one size.
  func check(places: [Int]) throws(ModelError) {
    let first = tensor(places[0])
    for place in places {
      let output = model.outputs[place]
      guard output.kind == .map else {
        throw ModelError("output \(output.name)", expected: "a map", found: output.kind.name)
      }
      let own = tensor(place)
      guard own.height == first.height, own.width == first.width else {
        throw ModelError(
          "output \(output.name), size",
          expected: "\(first.height) x \(first.width) as that of \(model.outputs[places[0]].name)",
          found: "\(own.height) x \(own.width)")
      }
    }
  }

  /// The pixels to a cell, by the sizes of picture and map.
  func stride(_ place: Int) throws(ModelError) -> Int {
    let sizes = model.preprocessing
    guard sizes.cropHeight == sizes.networkHeight, sizes.cropWidth == sizes.networkWidth else {
      throw ModelError(
        "crop", expected: "\(sizes.networkWidth) x \(sizes.networkHeight) as the network's input",
        found: "\(sizes.cropWidth) x \(sizes.cropHeight)")
    }
    let map = tensor(place)
    let stride = sizes.networkHeight / map.height
    guard stride * map.height == sizes.networkHeight, stride * map.width == sizes.networkWidth
    else {
      throw ModelError(
        "stride, the input's size over the maps'", expected: "one whole number for both axes",
        found: "\(sizes.networkHeight) / \(map.height) and \(sizes.networkWidth) / \(map.width)")
    }
    return stride
  }

  /// Checks a map's number of channels.
  func check(channels: Int, of place: Int, meaning: String) throws(ModelError) {
    let found = tensor(place).channels
    guard found == channels else {
      throw ModelError(
        "output \(model.outputs[place].name), number of channels",
        expected: "\(channels): \(meaning)", found: "\(found)")
    }
  }

  /// What the channels stand for.
  func form(stride: Int, centres: Int, classes: Int?) throws(ModelError) -> PageForm {
    guard let staffSpace = model.preprocessing.staffSpace else {
      throw ModelError(
        "staff space", expected: "given, since a page network needs it", found: "absent")
    }
    if let classes, model.outputs[classes].channelNames.isEmpty {
      throw ModelError(
        "output classes, number of channel names", expected: "\(tensor(classes).channels)",
        found: "0")
    }
    return try PageForm(
      stride: stride, staffSpace: staffSpace, groups: model.outputs[centres].channelNames,
      classNames: classes.map { model.outputs[$0].channelNames } ?? [], labels: model.labels)
  }

  private func tensor(_ place: Int) -> Tensor { model.tensors[model.outputs[place].tensor] }
}
