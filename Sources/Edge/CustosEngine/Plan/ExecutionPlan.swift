import CCustosKernels
import CustosModelFile

/// Which algorithm convolutions 3x3 with stride 1 take. All give the same bits.
public enum ConvolutionAlgorithm: Equatable, Sendable {
  /// Winograd's where its modelled time is less, else direct sums.
  case fastest
  /// Direct sums everywhere: least memory.
  case direct
  /// Winograd's wherever it is exact.
  case winograd(WinogradWeights)
}

/// What runs, in order: the model's operators, some of them joined, with their algorithms.
struct ExecutionPlan {
  /// The operators in the order they run.
  let operators: [PlannedOperator]
  /// In whose memory each tensor lies.
  let places: TensorPlaces
  /// For each operator of the model whose work others do: the index of the one that does it.
  let joinedTo: [Int?]

  /// Plans a valid model. With `keepsActivations` no convolution does the operator behind it, since its
  /// own result would then never be stored.
  init(
    _ model: Model, kernels: custos_kernel_set, threads: Int, algorithm: ConvolutionAlgorithm,
    concatenation: Concatenation, keepsActivations: Bool
  ) {
    var bytes = 0
    var geometries: [WinogradGeometry?] = []
    for modelOperator in model.operators {
      var geometry: WinogradGeometry?
      if case .convolution(let layer) = modelOperator {
        geometry = WinogradGeometry.choose(
          layer, model, kernel: kernels.winograd, threads: threads, algorithm: algorithm)
      }
      // Weights take eight times the bytes of direct ones; what would be absurd goes without.
      let size = geometry?.packedByteCount(kernels.winograd) ?? 0
      if bytes + size > StepFactory.packedByteLimit / 2 { geometry = nil } else { bytes += size }
      geometries.append(geometry)
    }
    let planned = PlannedOperator.plan(model, winograd: geometries, fuses: !keepsActivations)
    let places = TensorPlaces(model, planned, concatenation)
    var joinedTo = [Int?](repeating: nil, count: model.operators.count)
    var maker = [Int](repeating: 0, count: model.tensors.count)
    var kept: [PlannedOperator] = []
    for planned in planned {
      if case .concatenate(let join) = planned.modelOperator, places.isDone(join) {
        joinedTo[planned.index] = maker[join.inputs[join.inputs.count - 1]]
        maker[planned.output] = maker[join.inputs[join.inputs.count - 1]]
      } else {
        if planned.lastIndex != planned.index { joinedTo[planned.lastIndex] = planned.index }
        maker[planned.output] = planned.index
        kept.append(planned)
      }
    }
    operators = kept
    self.places = places
    self.joinedTo = joinedTo
  }
}
