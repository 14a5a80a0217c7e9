/// How a trained network teaches another: from which file, and with which part in the loss.
///
/// Temperature 4 and a share of 0.9 are the values of most comparisons since Hinton, Vinyals and Dean
/// 2015, who take temperatures of 1 to 20 and a share far above that of the labels; see Tian, Krishnan
/// and Isola 2020, "Contrastive Representation Distillation", table 1.
public struct Teaching: Codable, Equatable, Sendable {
  /// The temperature that is used when none is given.
  public static let defaultTemperature: Float = 4
  /// The share that is used when none is given.
  public static let defaultShare: Float = 0.9

  /// The teacher's `model.safetensors`.
  public var path: String
  /// What the logits of both networks are divided by, above 0.
  public var temperature = defaultTemperature
  /// Share of the teacher's probabilities in the loss, above 0, at most 1; the rest is the labels'.
  public var share = defaultShare

  /// Takes the defaults.
  public init(path: String) { self.path = path }

  /// Whether the values can be those of a run.
  var isPossible: Bool {
    !path.isEmpty && temperature > 0 && TrainingLimits.temperature.contains(temperature)
      && share > 0
      && share <= 1
  }
}
