import CCustosKernels
import CustosModelFile

/// Which algorithm convolutions 3x3 with stride 1 take. All give the same bits.
public enum ConvolutionAlgorithm: Sendable {
  /// Winograd's where its modelled time is less, else direct sums.
  case fastest
  /// Direct sums everywhere: least memory.
  case direct
  /// Winograd's wherever it is exact, for tests.
  case winograd
}

/// What runs, in order: the model's operators, some of them joined, with their algorithms.
struct ExecutionPlan {
  /// The operators in the order they run.
  let operators: [PlannedOperator]
  /// For every operator of the model that is a convolution by Winograd's algorithm, its geometry.
  let winograd: [WinogradGeometry?]

  /// Plans a valid model. With `keepsActivations` nothing is joined, since a joined convolution's own
  /// result is never stored.
  init(
    _ model: Model, kernels: custos_kernel_set, threads: Int, algorithm: ConvolutionAlgorithm,
    keepsActivations: Bool
  ) {
    var bytes = 0
    var geometries: [WinogradGeometry?] = []
    for step in model.operators {
      var geometry: WinogradGeometry?
      if case .convolution(let layer) = step, algorithm != .direct {
        geometry = WinogradGeometry(
          layer, model, kernel: kernels.winograd, threads: threads, pays: algorithm == .fastest)
      }
      // Weights take eight times the bytes of direct ones; what would be absurd goes without.
      let size = geometry?.packedByteCount(kernels.winograd) ?? 0
      if bytes + size > StepFactory.packedByteLimit / 2 { geometry = nil } else { bytes += size }
      geometries.append(geometry)
    }
    winograd = geometries
    let fusible = keepsActivations ? [] : geometries.indices.filter { geometries[$0] != nil }
    operators = PlannedOperator.plan(model, fusing: Set(fusible))
  }
}
