import CustosNetwork

extension Optimizer {
  /// Goes back to before the first step.
  func reset() {
    stepCount = 0
    for slot in slots + (average.map { [$0.values] } ?? []) {
      slot.elements.update(repeating: 0)
    }
  }

  /// Takes over what another optimiser of the same network has come to: steps, running values and
  /// averages. Tensors that it did not train begin with running values of zero.
  ///
  /// - Parameters:
  ///   - old: the weights of the other optimiser.
  ///   - new: the weights of this one.
  func takeOver(_ other: Optimizer, old: Parameters, new: Parameters) {
    stepCount = other.stepCount
    var offsets: [String: Int] = [:]
    for (parameter, offset) in old.trainedTensors { offsets[parameter.name] = offset }
    for (parameter, offset) in new.trainedTensors {
      guard let source = offsets[parameter.name] else { continue }
      for (slot, otherSlot) in zip(slots, other.slots) {
        (slot.pointer + offset).update(from: otherSlot.pointer + source, count: parameter.count)
      }
    }
    if let average, let otherAverage = other.average { average.copyTensors(of: otherAverage) }
  }
}
