import CustosPlatform

/// Pages that were saved twice and are in different sets under two names, as their patches show.
extension DataAudit {
  /// The patches of one page in one set by their numbers.
  private struct PatchedPage {
    let set: Int
    let name: String
    var patches: [Int: Likeness] = [:]

    /// How many patches have the same number on both pages, where nine in ten of them look alike; nil for
    /// different pages.
    func twinCount(with other: PatchedPage) -> Int? {
      let numbers = patches.keys.filter { other.patches[$0] != nil }
      guard numbers.count >= DataAudit.leastTwinPatches else { return nil }
      var misses = 0
      for number in numbers {
        guard let mine = patches[number], let theirs = other.patches[number] else { continue }
        if !mine.isAlike(theirs) { misses += 1 }
        if 10 * misses > numbers.count { return nil }
      }
      return numbers.count
    }
  }

  /// Fewer patches say nothing about their pages.
  private static let leastTwinPatches = 5

  static func twinPages(_ stores: [PatchStore]) -> [AuditFinding] {
    let pages = patchedPages(stores)
    var findings: [AuditFinding] = []
    for (place, page) in pages.enumerated() {
      for other in pages[(place + 1)...] where page.set != other.set && page.name != other.name {
        guard let count = page.twinCount(with: other) else { continue }
        let names = [page, other].map {
          "\($0.name) in \(SplitPlan.Part.allCases[$0.set].rawValue)"
        }
        findings.append(
          AuditFinding(
            kind: .twinPage,
            message:
              "\(names[0]) and \(names[1]) are one page saved twice, since their patches of \(count) "
              + "numbers look alike; keep one of them, since what was learned by heart measures nothing.",
            files: [page.name, other.name]))
      }
    }
    return findings
  }

  private static func patchedPages(_ stores: [PatchStore]) -> [PatchedPage] {
    var pages: [PatchedPage] = []
    for (set, store) in stores.enumerated() {
      var places: [String: Int] = [:]
      for (item, facts) in zip(store.list.items, store.facts) {
        let file = Path.lastComponent(item.path)
        guard let name = PageName.of(file), let number = PageName.number(of: file) else { continue }
        let place = places[name] ?? pages.count
        if place == pages.count {
          places[name] = place
          pages.append(PatchedPage(set: set, name: name))
        }
        pages[place].patches[number] = facts.likeness
      }
    }
    return pages
  }
}
