import CustosModelFile

/// What becomes of concatenations whose inputs need no change of scale. Both give the same bits.
public enum Concatenation: Sendable {
  /// The operators before them write straight into the joined tensor.
  case inPlace
  /// Every input is copied.
  case copied
}

/// In whose memory each tensor lies: its own, or a range of channels of a joined tensor.
struct TensorPlaces {
  /// A range of channels of a tensor's memory.
  struct Place: Equatable {
    /// Index of the tensor that has the memory.
    var tensor: Int
    /// Its first channel there.
    var firstChannel: Int
  }

  private var places: [Place]

  /// Finds a place for every tensor of a valid model that runs as `operators`.
  init(_ model: Model, _ operators: [PlannedOperator], _ concatenation: Concatenation) {
    places = model.tensors.indices.map { Place(tensor: $0, firstChannel: 0) }
    guard concatenation == .inPlace else { return }
    let candidates = Candidates(model, operators)
    for planned in operators {
      guard case .concatenate(let join) = planned.modelOperator else { continue }
      var channel = 0
      for (place, input) in join.inputs.enumerated() {
        // A tensor can lie in one joined tensor, and once.
        if places[input].tensor == input, candidates.canLie(in: join, place) {
          places[input] = Place(tensor: join.output, firstChannel: channel)
        }
        channel += model.tensors[input].channels
      }
    }
  }

  /// The memory of a tensor, when joined tensors are themselves parts of others.
  func memory(of tensor: Int) -> Place {
    var place = Place(tensor: tensor, firstChannel: 0)
    while places[place.tensor].tensor != place.tensor {
      let outer = places[place.tensor]
      place = Place(tensor: outer.tensor, firstChannel: outer.firstChannel + place.firstChannel)
    }
    return place
  }

  /// Whether the tensor lies in `joined` because it is one of the inputs joined there.
  func isPart(_ tensor: Int, of joined: Int) -> Bool {
    tensor != joined && places[tensor].tensor == joined
  }

  /// Whether nothing is left to do for a concatenation.
  func isDone(_ join: Concatenate) -> Bool {
    join.inputs.allSatisfy { isPart($0, of: join.output) }
  }
}

/// Who makes and who reads each tensor, to tell whether they can do with free distances of pixels.
private struct Candidates {
  private let model: Model
  /// Whether the tensor's maker and all of its readers, concatenations apart, can.
  private var takesStride: [Bool]

  init(_ model: Model, _ operators: [PlannedOperator]) {
    self.model = model
    takesStride = [Bool](repeating: true, count: model.tensors.count)
    // The input's rows are written at once, and an output's are shown as they are.
    takesStride[0] = false
    for output in model.outputs { takesStride[output.tensor] = false }
    for planned in operators {
      if !planned.takesStridedOutput { takesStride[planned.output] = false }
      for input in planned.inputs where !planned.takesStrided(input, model) {
        takesStride[input] = false
      }
    }
  }

  func canLie(in join: Concatenate, _ place: Int) -> Bool {
    let input = join.inputs[place]
    return takesStride[input] && join.multipliers[place] == 1
      && model.tensors[input].zeroPoint == model.tensors[join.output].zeroPoint
      && join.inputs.reduce(0) { $0 + ($1 == input ? 1 : 0) } == 1
  }
}
