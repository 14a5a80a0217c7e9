import ArgumentParser
import CustosArchitectures
import CustosDataSet
import CustosNotation
import CustosPages
import CustosTraining

/// What a new page network finds, and the crops that it is trained with.
struct PageNetworkOptions: ParsableArguments {
  @Option(
    name: .customLong("group"),
    help: """
      Classes that are found together, such as 'head=notehead*' or 'clef=gClef,fClef'; may be repeated, and \
      then other classes are not learnt (default: heads, notes with stems, rests, accidentals, clefs, dots, \
      custodes).
      """)
  var groups: [String] = []

  @Option(
    name: .customLong("crop"),
    help: "Rows and columns of a crop in pixels of the network (default: 256).")
  var givenCrop: Int?

  @Option(name: .customLong("crops"), help: "Crops of an epoch (default: 3000).")
  var crops: Int?

  @Option(
    name: .customLong("drawn-share"),
    help: "Share of the crops that show drawn pages (default: their share of the pages).")
  var drawnShare: Float?

  @Option(
    name: .customLong("balance"),
    help: """
      Share of the crops around a symbol of a class that is drawn evenly among all classes, so that rare \
      ones are seen often (default: 0.2).
      """)
  var balance: Float?

  @Option(
    name: .customLong("channels"),
    help: "Channels of the network's residual blocks (default: 48).")
  var channels: Int?

  @Option(
    name: .customLong("blocks"),
    help: """
      Residual blocks of the network; each lets a cell see 8 pixels farther to all sides (default: 7).
      """)
  var blocks: Int?

  @Option(
    name: .customLong("staff-space"),
    help: "Distance of the pages' staff lines in pixels (default: measured on each page).")
  var staffSpace: Double?

  /// Rows and columns of a crop.
  var crop: Int { givenCrop ?? PageOptions.standardCrop }

  /// Names of the options that were given.
  var given: [String] {
    givenOptions([
      "--group": !groups.isEmpty, "--crop": givenCrop != nil, "--crops": crops != nil,
      "--drawn-share": drawnShare != nil, "--balance": balance != nil,
      "--channels": channels != nil, "--blocks": blocks != nil, "--staff-space": staffSpace != nil,
    ])
  }

  func validate() throws {
    guard (1...1024).contains(channels ?? 1), (1...64).contains(blocks ?? 1) else {
      throw ValidationError("--channels must be 1 to 1024 and --blocks 1 to 64.")
    }
    for (name, share) in [("--drawn-share", drawnShare), ("--balance", balance)] {
      guard (0...1).contains(share ?? 0) else {
        throw ValidationError("\(name) must be 0 to 1, but \(share ?? 0) was given.")
      }
    }
    let least = PageTask.leastSide(of: architecture(SymbolGroups.standard.outline))
    guard (least...1024).contains(crop), crop.isMultiple(of: PageArchitecture.stride) else {
      throw ValidationError(
        "--crop must be \(least) to 1024 and a multiple of \(PageArchitecture.stride), but \(crop) was "
          + "given.")
    }
    if let crops, !TrainingLimits.cropCount.contains(crops) {
      throw ValidationError("--crops must be 1 to 1000000, but \(crops) was given.")
    }
    if let staffSpace, !TrainingLimits.staffSpace.contains(staffSpace) {
      throw ValidationError(
        "--staff-space must be 1 to 1000 pixels, but \(staffSpace) was given.")
    }
    _ = try symbolGroups()
  }

  /// The groups, those given or the usual ones.
  func symbolGroups() throws -> SymbolGroups {
    guard !groups.isEmpty else { return .standard }
    return SymbolGroups(
      try groups.map { text in
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        let patterns = parts.last?.split(separator: ",").map(String.init) ?? []
        guard parts.count == 2, !parts[0].isEmpty, !patterns.isEmpty else {
          throw ValidationError(
            "--group must be NAME=CLASS,CLASS such as 'head=notehead*', but \(text) was given.")
        }
        return SymbolGroups.Group(name: parts[0], patterns: patterns)
      })
  }

  private func architecture(_ vocabulary: PageVocabulary) -> PageArchitecture {
    var network = PageArchitecture(vocabulary)
    network.channels = channels ?? network.channels
    network.blockCount = blocks ?? network.blockCount
    return network
  }

  /// What the training of a network for these pages has beside that of a classifier.
  ///
  /// - Throws: `TrainingError.usage` when the annotations hold no class of the groups, and `DataError`.
  func pageOptions(for pages: [CompletePage]) throws -> PageOptions {
    var names: Set<String> = []
    for name in try pages.flatMap({ try $0.annotations().map(\.className) }) {
      // Names in different forms of Unicode are equal as text.
      guard let other = names.update(with: name), !other.utf8.elementsEqual(name.utf8) else {
        continue
      }
      throw DataError.sameButForm(what: "class names", first: other, second: name)
    }
    let vocabulary = try symbolGroups().vocabulary(of: names)
    guard !vocabulary.groups.isEmpty else {
      throw TrainingError.usage(
        "The annotations hold no class of the groups; found are "
          + "\(names.sorted().prefix(12).joined(separator: ", ")); name the classes with --group.")
    }
    var options = PageOptions(architecture(vocabulary))
    options.drawnShare = drawnShare
    options.balance = balance ?? options.balance
    if let crops { options.cropCount = crops }
    options.givenStaffSpace = staffSpace
    return options
  }
}
