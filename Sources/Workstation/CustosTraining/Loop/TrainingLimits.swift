/// What the values of a run can be: the command line asks for no others, and a state file that holds
/// others is damaged.
public enum TrainingLimits {
  /// Columns and rows of the network's input.
  public static let side = 1...4096
  /// Pictures of a batch.
  public static let batchSize = 1...4096
  /// Epochs of a run.
  public static let epochs = 1...1_000_000
  /// Threads that share the work.
  public static let threads = 1...1024
  /// Epochs of the warm-up.
  public static let warmUpEpochs = 0.0...1000
  /// Learning rate of the body as a share of the head's, above 0.
  public static let bodyRate: ClosedRange<Float> = 0...1
  /// What a teacher's logits are divided by, above 0.
  public static let temperature: ClosedRange<Float> = 0...100
  /// Hours that a run can be planned for, above 0.
  public static let hours = 0.0...10_000
  /// Parts that a batch is cut into.
  public static let shards = 1...256
  /// Bytes of a network's name.
  static let nameBytes = 64
  /// Anything that is counted over a run: far from the ends of the type.
  static let counts = 0...(1 << 48)
  /// Crops of an epoch.
  public static let cropCount = 1...1_000_000
  /// Distance of staff lines in pixels.
  public static let staffSpace = 1.0...1000
}
