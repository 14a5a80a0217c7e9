import CustosCamera
import CustosModelFile

/// Predictions with all that the live page shows about them.
struct ServedReading {
  /// The predictions.
  let reading: FrameReading
  /// The names of labels and the model that gave them.
  let results: ResultFormat
  /// The counts of the camera's pictures at that time.
  let counts: CameraCounts
  /// When it was read, RFC 3339.
  let time: String

  /// The picture's number.
  var number: Int { reading.frame.number }
}
