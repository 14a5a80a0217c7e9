public import CustosEngine
import CustosImage
public import CustosModelFile
public import CustosPlatform

/// Why nothing can be read.
public enum ReadingError: Error, Sendable {
  /// The model's file cannot be used.
  case model(ModelFileError)
  /// The network cannot be run.
  case engine(EngineError)
  /// The system refused something.
  case platform(PlatformError)
  /// The model's file does not hold the staff space of its training pages, which scaling needs.
  case staffSpaceMissing(model: String)
  /// The model is of another kind than what it is asked to do.
  case mismatch(ModelMismatch)

  /// What `staffSpaceMissing` says of the model read from a file.
  public static func staffSpaceSentence(model path: String) -> String {
    "\(path) does not say how large the music was in its training pages, so --staff-space cannot be "
      + "used; write it again with `custos quantize --staff-space`."
  }
}
