/// Decides after each epoch about checkpoint, learning rate and end (Keras's ModelCheckpoint,
/// ReduceLROnPlateau and EarlyStopping on the validation accuracy).
public struct EpochRule: Codable, Equatable, Sendable {
  /// What an epoch leads to.
  public struct Decision: Equatable, Sendable {
    /// The accuracy is the best so far: keep the weights.
    public var isBest = false
    /// The learning rate was lowered to this.
    public var loweredRate: Float?
    /// Training ends.
    public var stops = false
  }

  /// The learning rate of the next epoch, as far as plateaus decide about it.
  public private(set) var learningRate: Float
  /// The best validation accuracy, nil before the first epoch.
  public private(set) var bestAccuracy: Double?
  /// Epoch of the best validation accuracy, 0 before the first.
  public private(set) var bestEpoch = 0
  private let lowersRate: Bool
  private let patience: Int
  private let stoppingPatience: Int
  private var plateauBest = -Double.greatestFiniteMagnitude
  private var plateauWait = 0
  private var stoppingWait = 0

  /// Starts before the first epoch.
  ///
  /// - Parameters:
  ///   - lowersRate: whether plateaus lower the learning rate.
  ///   - patience: epochs without a better accuracy after which they do.
  ///   - stoppingPatience: epochs without a better accuracy after which training ends.
  public init(
    learningRate: Float, lowersRate: Bool = true, patience: Int = 8, stoppingPatience: Int = 20
  ) {
    self.learningRate = learningRate
    self.lowersRate = lowersRate
    self.patience = patience
    self.stoppingPatience = stoppingPatience
  }

  /// Whether the values can be those of a run, so that no later step leaves their types' ranges.
  var isPossible: Bool {
    let counts = [bestEpoch, patience, stoppingPatience, plateauWait, stoppingWait]
    return counts.allSatisfy(TrainingLimits.counts.contains) && learningRate.isFinite
      && learningRate > 0 && (0...1).contains(bestAccuracy ?? 0)
      && (0...1).contains(max(plateauBest, 0))
  }

  /// Takes in the validation accuracy of an epoch.
  public mutating func finish(epoch: Int, accuracy: Double) -> Decision {
    var decision = Decision()
    if accuracy > bestAccuracy ?? -.infinity {
      decision.isBest = true
      bestAccuracy = accuracy
      bestEpoch = epoch
      stoppingWait = 0
    } else {
      stoppingWait += 1
      decision.stops = stoppingWait >= stoppingPatience
    }
    // Keras asks for 1e-4 more before it calls the plateau left.
    if accuracy > plateauBest + 1e-4 {
      plateauBest = accuracy
      plateauWait = 0
    } else {
      plateauWait += 1
      let lowest: Float = 1e-5
      if plateauWait >= patience {
        plateauWait = 0
        if lowersRate && learningRate > lowest {
          learningRate = max(learningRate * 0.5, lowest)
          decision.loweredRate = learningRate
        }
      }
    }
    return decision
  }
}
