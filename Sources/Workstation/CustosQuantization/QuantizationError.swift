public import CustosModelFile
public import CustosPlatform
public import CustosSupport

/// Why a network could not be calibrated or quantised.
public enum QuantizationError: ReportableError, Equatable, CustomStringConvertible {
  /// A weight is NaN or infinite, or a running variance is negative.
  case badWeights(tensor: String, value: Float)
  /// A layer gives NaN or infinities on a calibration patch.
  case badActivation(layer: String, value: Float)
  /// The int8 engine has no operator for a layer where it stands.
  case unsupported(layer: String, reason: String)
  /// A calibration file cannot be decoded.
  case malformedCalibration(file: String, reason: String)
  /// A calibration file does not fit the network.
  case foreignCalibration(file: String, reason: String)
  /// A calibration file holds no ranges of a method or percentile.
  case missingRanges(file: String, wanted: String, available: [String])
  /// A calibration file of an earlier version holds no errors of the weights.
  case missingErrors(file: String)
  /// Float weights and a quantised model are not of one network.
  case foreignModel(reason: String)
  /// The quantised model fails its own checks.
  case invalidModel(ModelError)
  /// A file could not be read or written.
  case platform(PlatformError)

  /// The failure as a whole sentence with the way out.
  public var description: String {
    switch self {
    case .badWeights(let tensor, let value):
      "The weights \(tensor) hold \(value) where a finite number is expected (at least 0 for a "
        + "moving variance); take a checkpoint from before the training diverged."
    case .badActivation(let layer, let value):
      "The layer \(layer) gives \(value) on a calibration patch where finite numbers are expected; "
        + "take a checkpoint from before the training diverged."
    case .unsupported(let layer, let reason):
      "The layer \(layer) cannot be quantised: \(reason); change the network's definition."
    case .malformedCalibration(let file, let reason):
      "\(file) is not a calibration file: \(reason); make it with `custos calibrate`."
    case .foreignCalibration(let file, let reason):
      "\(file) does not belong to this model: \(reason); calibrate the model again with "
        + "`custos calibrate`."
    case .missingRanges(let file, let wanted, let available):
      "\(file) holds no ranges for \(wanted), only for \(available.joined(separator: ", ")); "
        + "choose one of these or calibrate again with `custos calibrate`."
    case .missingErrors(let file):
      "\(file) holds no errors of the weights, which the correction of the biases takes off; calibrate "
        + "again with `custos calibrate`, or leave the correction out with --no-bias-correction."
    case .foreignModel(let reason):
      "The quantised model does not come from these float weights: \(reason); give the weights that "
        + "it was made from."
    case .invalidModel(let error):
      "The network cannot be quantised safely: \(error.message)"
    case .platform(let error):
      error.message
    }
  }

  /// The exit code that a command ends with because of this failure.
  public var exitCode: Int32 {
    switch self {
    case .platform(let error): error.exitCode
    case .missingRanges, .missingErrors: ExitStatus.usage
    default: ExitStatus.badData
    }
  }
}
