import CustosLoading

/// A named set of training options.
public enum Recipe: String, Codable, CaseIterable, Sendable {
  /// The original system's: the defaults of `TrainingOptions`.
  case reference
  /// What gave the best accuracy on handwritten and on drawn pages (docs/accuracy.md), and from the
  /// first epoch on.
  case best
}

extension TrainingOptions {
  /// Takes the values of a recipe; the network, its size and preprocessing, seed and threads stay.
  ///
  /// Those of the best recipe:
  ///
  /// | option | value | from |
  /// |---|---|---|
  /// | optimiser | AdamW at its learning rate of 0.001 and weight decay of 0.004 | Loshchilov and Hutter 2019; Keras's defaults |
  /// | L2 penalty | 0 | the decoupled weight decay takes its place (the same) |
  /// | schedule | a cosine to 0 | Loshchilov and Hutter 2017 |
  /// | warm-up | 1 epoch | Goyal and others 2017, who take 5 of 90 |
  /// | batches | 32 pictures | four times the original's, for steps that the cores share well |
  /// | label smoothing | 0.05 | Szegedy and others 2016 take 0.1 of 1,000 classes; fewer classes need less |
  /// | averaged weights | decay 0.99 | Polyak and Juditsky 1992; a time of 100 steps fits short runs |
  /// | batch normalisation | precise | Wu and Johnson 2021; running averages lag in short runs |
  /// | augmentation | the original's zoom and a photograph's changes | `PhotoAugmentation.photo(width:)` |
  /// | epochs | 20 | a cosine needs an end; docs/accuracy.md has 5 to 12 on 5,000 to 8,000 pictures |
  public mutating func take(_ recipe: Recipe) {
    var taken = TrainingOptions(
      modelName: modelName, width: width, height: height, threads: threads)
    taken.seed = seed
    taken.preprocessing = preprocessing
    if recipe == .best {
      taken.optimizer = .adamw
      taken.penalty = 0
      taken.schedule = .cosine
      taken.warmUpEpochs = 1
      taken.batchSize = 32
      taken.labelSmoothing = 0.05
      taken.averageDecay = 0.99
      taken.normalization = .precise
      taken.photo = .photo(width: width)
      taken.epochs = 20
    }
    self = taken
  }
}
