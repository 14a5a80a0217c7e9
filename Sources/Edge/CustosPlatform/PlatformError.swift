/// A failure of the operating system, with what is needed to say so in a sentence.
public enum PlatformError: Error, Equatable {
  /// The worker threads of a pool could not be started.
  case threadsUnavailable(requested: Int)

  /// The failure as a whole sentence that names the item and the way out.
  public var message: String {
    switch self {
    case .threadsUnavailable(let requested):
      "The system refused to start \(requested) threads; ask for fewer with --threads."
    }
  }
}
