import CCustosKernels
import CVNNITwins

/// Checks of all kernels that this CPU can run, against plain loops, exactly.
///
/// The same checks run in the desktop's tests and, as an Embedded Swift program, on emulated boards.
public final class KernelChecks {
  /// One sentence a failed check, at most a hundred; empty when all is well.
  public private(set) var failures: [String] = []
  /// Number of failed checks.
  public private(set) var failureCount = 0
  /// Number of checks made.
  public private(set) var checkCount = 0
  /// Names of the kernels that were called.
  public private(set) var exercised: [String] = []

  private static let messageLimit = 100

  /// Starts with nothing checked.
  public init() {}

  /// Makes all checks.
  public func run() {
    var row = 0
    while custos_kernel_row(row) != nil {
      if let kernels = custos_kernels_for(row)?.pointee { checkKernels(kernels) }
      row += 1
    }
    checkTwins()
    checkGathering()
    checkSoftmax()
    checkRealFunctions()
    checkPixelQuantization()
  }

  /// The kernels of a set that no set before had.
  private func checkKernels(_ kernels: custos_kernel_set) {
    if isNew(kernels.igemm.name) { checkMatrixKernel(kernels.igemm) }
    checkWinograd(kernels.winograd)
    if isNew(kernels.vadd_name) { checkAdd(kernels) }
    if isNew(kernels.vrescale_name) { checkRescale(kernels) }
    if isNew(kernels.vmulcaddc_name) { checkChannelAffine(kernels) }
    if isNew(kernels.maxpool_name) { checkMaxPool(kernels) }
    if isNew(kernels.avgpool_name) { checkAveragePool(kernels) }
    if isNew(kernels.sumpool_name) { checkSumPool(kernels) }
  }

  /// The kernels for AVX-VNNI in another encoding, where this CPU has only AVX-512's: the same source.
  private func checkTwins() {
    let twins = custos_vnni_twins()
    var row = 0
    while let set = custos_kernel_row(row)?.pointee {
      row += 1
      guard String(cString: set.name) == "avxvnni", let kernels = set.kernels?.pointee,
        custos_cpu_features() & custos_cpu_avx512_vnni.rawValue != 0
      else { continue }
      var matrix = kernels.igemm
      (matrix.name, matrix.function) = (twins.igemm_name, twins.igemm)
      checkMatrixKernel(matrix)
      var winograd = kernels.winograd
      (winograd.multiply_name, winograd.multiply) = (twins.multiply_name, twins.multiply)
      checkWinograd(winograd)
    }
  }

  /// Names of kernels in this program that were never called, because this CPU lacks the
  /// instructions or because a check is missing.
  public var notExercised: [String] {
    var names: [String] = []
    var index = 0
    while let name = custos_compiled_kernel_name(index) {
      let text = String(cString: name)
      if !exercised.contains(text), !names.contains(text) { names.append(text) }
      index += 1
    }
    return names
  }

  /// Records that a kernel has been called.
  func record(_ name: String) {
    if !exercised.contains(name) { exercised.append(name) }
  }

  /// Counts a check, and keeps its description when it failed.
  func expect(_ condition: Bool, _ description: @autoclosure () -> String) {
    checkCount += 1
    guard !condition else { return }
    failureCount += 1
    if failures.count < Self.messageLimit { failures.append(description()) }
  }

  private func isNew(_ name: UnsafePointer<CChar>?) -> Bool {
    guard let name else { return false }
    return !exercised.contains(String(cString: name))
  }
}

/// A kernel's name as a string.
func text(_ name: UnsafePointer<CChar>?) -> String {
  guard let name else { return "unnamed kernel" }
  return String(cString: name)
}

/// `clamp(rne(real), minimum, maximum) + zeroPoint`, from Swift's own rounding.
func quantized(_ real: Float, _ minimum: Float, _ maximum: Float, _ zeroPoint: Int32) -> Int8 {
  let rounded = real.rounded(.toNearestOrEven)
  return Int8(Int32(min(max(rounded, minimum), maximum)) + zeroPoint)
}
