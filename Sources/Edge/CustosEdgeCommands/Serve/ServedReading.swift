import CustosCamera
import CustosModelFile

/// Predictions with all that the live page shows about them.
struct ServedReading {
  /// What was read.
  let reading: FrameReading
  /// The names of labels and the model that gave them.
  let results: ResultFormat
  /// What had happened to the camera's pictures by then.
  let counts: CameraCounts
  /// When it was read, RFC 3339.
  let time: String

  /// The picture's number.
  var number: Int { reading.frame.number }
}
