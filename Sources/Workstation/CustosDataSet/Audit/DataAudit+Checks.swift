import CustosPlatform

/// The comparisons behind an audit's warnings.
extension DataAudit {
  private static let setNames = SplitPlan.Part.allCases.map(\.rawValue)

  static func usualSize(_ stores: [PatchStore]) -> Size? {
    var counts: [Size: Int] = [:]
    for facts in stores.flatMap(\.facts) { counts[Size(facts), default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// Pictures with the very same pixels, whatever their files' bytes, in different classes or in different
  /// sets.
  static func duplicates(_ stores: [PatchStore]) -> [AuditFinding] {
    struct Place {
      let set: Int
      let item: PatchList.Item
    }
    var order: [PictureFacts] = []
    var places: [PictureFacts: [Place]] = [:]
    for (set, store) in stores.enumerated() {
      for (item, facts) in zip(store.list.items, store.facts) {
        if places[facts] == nil { order.append(facts) }
        places[facts, default: []].append(Place(set: set, item: item))
      }
    }
    return order.compactMap { picture in
      guard let same = places[picture], same.count > 1 else { return nil }
      let isContradiction = Set(same.map(\.item.label)).count > 1
      guard isContradiction || Set(same.map(\.set)).count > 1 else { return nil }
      let names = same.map { "\(setNames[$0.set])/\($0.item.relativePath)" }
      let others = names.count - 2
      let list =
        names.prefix(2).joined(separator: others > 0 ? ", " : " and ")
        + (others > 0 ? " and \(others) more" : "")
      let remedy =
        isContradiction
        ? "in different classes; keep the one that is right."
        : "in different sets; keep one of them, since what was learned by heart measures nothing."
      return AuditFinding(
        kind: isContradiction ? .contradiction : .duplicate,
        message: "\(list) show the very same picture \(remedy)", files: same.map(\.item.path))
    }
  }

  static func sharedPages(_ stores: [PatchStore]) -> [AuditFinding] {
    var counts: [String: [Int]] = [:]
    for (set, store) in stores.enumerated() {
      for item in store.list.items {
        guard let page = PageName.of(Path.lastComponent(item.path)) else { continue }
        counts[page, default: [0, 0, 0]][set] += 1
      }
    }
    let shared = counts.filter { $0.value.count { $0 > 0 } > 1 }
    let pages = shared.keys.sorted()
    guard let example = pages.first, let sets = shared[example] else { return [] }
    let patches = shared.values.reduce(0) { $0 + $1.reduce(0, +) }
    let total = stores.map(\.count).reduce(0, +)
    let names = setNames.indices.filter { sets[$0] > 0 }.map { setNames[$0] }
    return [
      AuditFinding(
        kind: .sharedPage,
        message:
          "Patches of \(pages.count == 1 ? "1 page" : "\(pages.count) pages") are in more "
          + "than one set (\(patches) of \(total) patches), such as \(example) in "
          + names.joined(separator: ", ") + "; symbols of one page are alike, so the accuracy "
          + "comes out too high. `custos split --by page` keeps pages together.",
        files: pages)
    ]
  }

  static func oddSizes(
    _ stores: [PatchStore], usual: Size?, network: Size
  ) -> [AuditFinding] {
    guard let usual else { return [] }
    var findings: [AuditFinding] = []
    for store in stores {
      for (item, facts) in zip(store.list.items, store.facts) where Size(facts) != usual {
        let size = Size(facts)
        let shape =
          size.isDistorted(at: network) && !usual.isDistorted(at: network)
          ? ", and its other shape gets distorted" : ""
        findings.append(
          AuditFinding(
            kind: .oddSize,
            message: "\(item.path) has \(size.text) pixels (width x height) where most pictures "
              + "have \(usual.text)\(shape); cut it anew with `custos extract`.",
            files: [item.path]))
      }
    }
    if usual.isDistorted(at: network) {
      findings.append(
        AuditFinding(
          kind: .distortion,
          message: "Most pictures have \(usual.text) pixels (width x height) and get distorted to "
            + "the network's \(network.text); choose --width and --height of the same shape.",
          files: []))
    }
    return findings
  }

  static func smallClasses(_ stores: [PatchStore]) -> [AuditFinding] {
    var findings: [AuditFinding] = []
    func warn(_ message: String) {
      findings.append(AuditFinding(kind: .smallClass, message: message, files: []))
    }
    let labels = stores[0].list.labels
    for (label, count) in zip(labels, stores[0].list.counts) where count == 1 {
      warn("Class \(label) has one training picture; a network learns little from it.")
    }
    for (set, store) in stores.enumerated().dropFirst() {
      let missing = zip(labels, store.list.counts).filter { $0.1 == 0 }.map(\.0)
      guard !missing.isEmpty else { continue }
      warn(
        "The \(setNames[set]) set holds no picture of \(missing.joined(separator: ", ")), so its "
          + "accuracy says nothing about them.")
    }
    return findings
  }
}

extension DataAudit.Size {
  init(_ facts: PictureFacts) { self.init(width: facts.width, height: facts.height) }
}
