import CustosLoading

/// Every number of a state is bounded before it is used as a size, an index or a count: bytes that were
/// changed on a disk must end in a sentence.
extension TrainingState {
  /// What no run's state can hold, in the state file's words; nil if all of it is possible.
  var firstImpossible: String? {
    let checks = options.checks + progressChecks + historyChecks
    return checks.first { !$0.isPossible }?.name
  }

  private var progressChecks: [(name: String, isPossible: Bool)] {
    // In float64: products of damaged numbers leave the range of integers.
    let images = Double(imageCount)
    let full = Double(batch) * Double(options.batchSize)
    return [
      ("rates", rates.isPossible), ("schedule", schedule.isPossible),
      ("epoch", epoch == history.count + 1 && epoch <= TrainingLimits.epochs.upperBound + 1),
      ("batch", TrainingLimits.counts.contains(batch)),
      // A batch is full, but for the last of an epoch.
      (
        "imageCount", images >= 0 && images <= full && images > full - Double(options.batchSize)
      ),
      ("correctCount", correctCount >= 0 && Double(correctCount) <= images),
      ("lossSum", lossSum.isFinite),
      ("epochSeconds", Self.isTime(epochSeconds)), ("stalledSeconds", Self.isTime(stalledSeconds)),
      ("runSeconds", Self.isTime(runSeconds)),
      ("stepCount", TrainingLimits.counts.contains(stepCount) && stepCount >= batch),
    ]
  }

  private var historyChecks: [(name: String, isPossible: Bool)] {
    history.enumerated().map { index, record in
      let shares = [record.trainingAccuracy, record.validationAccuracy]
      let values = [record.trainingLoss, record.validationLoss, record.learningRate]
      let isPossible =
        record.epoch == index + 1 && shares.allSatisfy((0...1).contains)
        && values.allSatisfy { abs($0) <= 1e100 }
        && [record.seconds, record.stalledSeconds].allSatisfy(Self.isTime)
      return ("history of epoch \(index + 1)", isPossible)
    }
  }

  private static func isTime(_ seconds: Double) -> Bool { (0...1e12).contains(seconds) }

  /// Whether the counters fit a data set of `count` training pictures.
  func fits(trainingCount count: Int) -> Bool {
    let perEpoch = (count + options.batchSize - 1) / options.batchSize
    return batch <= perEpoch && imageCount == min(batch * options.batchSize, count)
      && stepCount == (epoch - 1) * perEpoch + batch
  }
}

extension TrainingOptions {
  fileprivate var checks: [(name: String, isPossible: Bool)] {
    let rates = [learningRate ?? 1, finalRate, weightDecay ?? 0, penalty]
    return [
      ("modelName", (1...TrainingLimits.nameBytes).contains(modelName.utf8.count)),
      ("width", TrainingLimits.side.contains(width)),
      ("height", TrainingLimits.side.contains(height)),
      ("batchSize", TrainingLimits.batchSize.contains(batchSize)),
      ("epochs", TrainingLimits.epochs.contains(epochs)),
      ("threads", TrainingLimits.threads.contains(threads)),
      ("warmUpEpochs", TrainingLimits.warmUpEpochs.contains(warmUpEpochs)),
      ("a learning rate, weight decay or penalty", rates.allSatisfy { $0 >= 0 && $0.isFinite }),
      ("labelSmoothing", (0..<1).contains(labelSmoothing)),
      ("averageDecay", averageDecay.map { $0 > 0 && $0 < 1 } ?? true),
      ("zoom", (0..<1).contains(zoom)), ("photo", photo.isPossible),
      ("checkpointMinutes", checkpointMinutes >= 0 && checkpointMinutes.isFinite),
      ("unfreezeAfter", unfreezeAfter.map(TrainingLimits.epochs.contains) ?? true),
      ("bodyRate", bodyRate.map { TrainingLimits.bodyRate.contains($0) && $0 > 0 } ?? true),
      ("shards", shards.map(TrainingLimits.shards.contains) ?? (wire == nil)),
      ("clipNorm", clipNorm.map { $0 > 0 && $0.isFinite } ?? true),
      ("teacher", teacher?.isPossible ?? true), ("pages", pages?.isPossible ?? true),
      ("hours", hours.map { $0 > 0 && TrainingLimits.hours.contains($0) } ?? true),
      ("patience", TrainingLimits.counts.contains(patience)),
      ("stoppingPatience", TrainingLimits.counts.contains(stoppingPatience)),
    ]
  }
}

extension PhotoAugmentation {
  fileprivate var isPossible: Bool {
    (0...90).contains(rotation) && (0...0.4).contains(perspective) && (0...100).contains(blur)
      && (0...0.9).contains(light) && (0...255).contains(noise) && (0...100).contains(jpegQuality)
      && (0...1).contains(threshold)
  }
}

extension RateSchedule {
  fileprivate var isPossible: Bool {
    [firstRate, lastRate].allSatisfy { $0 >= 0 && $0.isFinite }
      && [warmUpSteps, stepCount].allSatisfy(TrainingLimits.counts.contains)
  }
}
