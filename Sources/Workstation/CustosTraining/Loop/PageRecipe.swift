public import CustosLoading

extension TrainingOptions {
  /// The recipe of page networks, for crops of `side` x `side` pixels: AdamW with a cosine to nearly 0,
  /// averaged weights, precise batch normalisation, a limit to the gradient's norm, and crops as a camera
  /// shows pages.
  public static func pageRecipe(_ pages: PageOptions, side: Int, threads: Int) -> TrainingOptions {
    var options = TrainingOptions(
      modelName: "page_net", width: side, height: side, threads: threads)
    options.pages = pages
    options.optimizer = .adamw
    options.learningRate = 0.002
    options.penalty = 0
    options.schedule = .cosine
    options.finalRate = 1e-5
    options.warmUpEpochs = 0.25
    options.batchSize = 3
    options.epochs = 12
    options.averageDecay = 0.99
    options.normalization = .precise
    options.clipNorm = 5
    options.zoom = 0.12
    options.photo = .page(staffSpace: Float(pages.staffSpace))
    return options
  }
}

extension PhotoAugmentation {
  /// Strengths of a whole page photographed by hand, for a distance of staff lines in pixels: angles as
  /// `photo(width:)`, a blur up to an eighth of that distance.
  public static func page(staffSpace: Float) -> PhotoAugmentation {
    var photo = PhotoAugmentation()
    photo.rotation = 4
    photo.perspective = 0.05
    photo.blur = staffSpace / 8
    photo.light = 0.3
    photo.noise = 8
    photo.jpegQuality = 40
    photo.threshold = 0.1
    return photo
  }
}
