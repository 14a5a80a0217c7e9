import CustosImage
import CustosNotation
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosDataSet
@testable import CustosPages

@Suite struct SyntheticPageTests {
  @Test func sameSeedSameBytesWhateverTheThreads() throws {
    let folder = try TemporaryFolder()
    let synthesis = PageSynthesis(pageCount: 3, seed: 5, width: 1400, height: 900)
    for threads in [1, 2] {
      _ = try synthesis.run(
        output: folder.file("\(threads)"), replacing: false,
        pool: ThreadPool(threadCount: threads), progress: {})
    }
    let files = DataSamples.files(below: folder.file("1"))
    #expect(files.count == 6)
    for file in files {
      #expect(
        try FileSystem.read(folder.file("1/" + file))
          == FileSystem.read(folder.file("2/" + file)))
    }
    let other = SyntheticPage(seed: 6, index: 0, width: 1400, height: 900)
    let first = SyntheticPage(seed: 5, index: 0, width: 1400, height: 900)
    #expect(other.image != first.image)
  }

  /// What the whole path needs: pages that extract reads, with enough of every position for each
  /// set of a split.
  @Test func pagesSurviveExtractionAndSplit() throws {
    let folder = try TemporaryFolder()
    let pool = try DataSamples.makePool()
    _ = try PageSynthesis(pageCount: 12, seed: 1).run(
      output: folder.file("pages"), replacing: false, pool: pool, progress: {})
    var extraction = PatchExtraction()
    extraction.ignoresClassesWithoutPosition = true
    extraction.addsPadding = true
    extraction.width = 24
    extraction.height = 48
    let report = try extraction.run(
      dataset: folder.file("pages"), output: folder.file("patches"), replacing: false, pool: pool)
    #expect(Set(report.counts.keys) == Set(StaffPosition.names))
    for (name, count) in report.counts { #expect(count >= 30, "\(name)") }
    var split = DataSplit()
    for grouping in [SplitPlan.Grouping.none, .byPage] {
      split.grouping = grouping
      let plan = try split.run(data: folder.file("patches"), output: folder.file("split")).plan
      for name in StaffPosition.names {
        for part in SplitPlan.Part.allCases { #expect(plan.count(part, of: name) > 0, "\(name)") }
      }
    }
  }

  @Test(arguments: 0..<4)
  func boxesLieOnThePageAndHoldTheirPlace(index: Int) {
    let page = SyntheticPage(seed: 21, index: index)
    #expect(page.symbols.count > 100)
    for symbol in page.symbols {
      let box = symbol.annotation.box
      #expect(box.x1 >= 0 && box.y1 >= 0)
      #expect(box.x2 <= Double(page.image.width) && box.y2 <= Double(page.image.height))
      let staff = page.staves[symbol.staff]
      let place = Double(staff.height(step: symbol.annotation.position.step, at: symbol.x))
      // A beam's nearest step is up to half a step off; a scribe misses by less than 0.36 steps.
      let miss = Double(staff.space) * (symbol.annotation.className == "beam" ? 0.25 : 0.18)
      #expect(
        place >= box.y1 - miss && place <= box.y2 + miss, "\(symbol.annotation.line): \(place)")
    }
  }

  /// Where a class has its place: in the middle of its ink, at the lower or at the upper end.
  private enum Anchor {
    case centre, bottom, top
  }

  /// Classes whose ink in the middle columns is one dark piece.
  private static let anchors: [String: Anchor] = [
    "coloured_semibrevis": .centre, "coloured_brevis": .centre, "longa_rest": .centre,
    "minima_rest": .bottom, "brevis_rest": .bottom, "semibrevis_rest": .top,
  ]

  /// Measures in the picture: the ink of filled heads without stems and of rests must lie where the
  /// label says, and heads of notes with stems must be at the end of the box where the label is.
  @Test func inkLiesWhereTheLabelSays() {
    var offsets: [String: [Float]] = [:]
    for seed in 3...8 as ClosedRange<UInt64> {
      let page = SyntheticPage(seed: seed, index: 1)
      for symbol in page.symbols {
        let name = symbol.annotation.className
        let box = symbol.annotation.box
        let space = page.staves[symbol.staff].space
        let label = page.staves[symbol.staff].height(
          step: symbol.annotation.position.step, at: symbol.x)
        if let anchor = Self.anchors[name], let ink = inkRows(of: box, in: page.image) {
          let y =
            switch anchor {
            case .centre: (ink.lowerBound + ink.upperBound) / 2
            case .bottom: ink.upperBound
            case .top: ink.lowerBound
            }
          offsets[name, default: []].append((y - label) / (space / 2))
        } else if name == "c_clef" {
          // Several bars of ink, the same above as below.
          offsets[name, default: []].append((Float(box.y1 + box.y2) / 2 - label) / (space / 2))
        } else if name == "coloured_minima" {
          let headRoom = Double(space) * 1.1
          #expect(Double(label) - box.y1 < headRoom || box.y2 - Double(label) < headRoom)
          #expect(box.y2 - box.y1 > 2 * Double(space))
        }
      }
    }
    for name in Self.anchors.keys.sorted() + ["c_clef"] {
      let steps = (offsets[name] ?? []).sorted()
      #expect(steps.count >= 3, "\(name)")
      // Stains and neighbours spoil the measurement of a rest here and there, but not of most.
      if !steps.isEmpty { #expect(abs(steps[steps.count / 2]) < 0.4, "\(name): \(steps)") }
    }
    // 0.6 steps is what the real page's semibreves keep.
    for name in ["coloured_semibrevis", "coloured_brevis", "c_clef"] {
      let steps = offsets[name] ?? []
      #expect(steps.allSatisfy { abs($0) < 0.6 }, "\(name): \(steps)")
    }
  }

  /// Staff lines are dark where the geometry says, spaces between them are light.
  @Test func linesLieWhereTheGeometrySays() {
    let page = SyntheticPage(seed: 9, index: 0)
    for staff in page.staves {
      var onLine: Float = 0
      var between: Float = 0
      var count: Float = 0
      for x in stride(from: staff.left + 40, to: staff.right - 40, by: 5) {
        for line in 1...4 {
          onLine += brightness(page.image, x: x, y: staff.line(line, at: x))
          between += brightness(page.image, x: x, y: staff.height(step: 2 * line + 1, at: x))
          count += 1
        }
      }
      #expect(between / count - onLine / count > 25)
    }
  }

  private func brightness(_ image: PixelBuffer, x: Float, y: Float) -> Float {
    let column = min(max(Int(x), 0), image.width - 1)
    let row = min(max(Int(y), 0), image.height - 1)
    let offset = (row * image.width + column) * 3
    return
      (Float(image.pixels[offset]) + Float(image.pixels[offset + 1])
      + Float(image.pixels[offset + 2])) / 3
  }

  /// The rows of what is much darker than the lightest row of the box, in the middle columns, where
  /// a filled head or a rest outweighs staff lines by far.
  private func inkRows(of box: Box, in image: PixelBuffer) -> ClosedRange<Float>? {
    let columns = Int(box.x1 + (box.x2 - box.x1) * 0.3)...Int(box.x2 - (box.x2 - box.x1) * 0.3)
    let rows = Int(box.y1)...Int(box.y2)
    let values = rows.map { y in
      columns.map { brightness(image, x: Float($0), y: Float(y)) }.reduce(0, +)
        / Float(columns.count)
    }
    guard let most = values.max(), let least = values.min() else { return nil }
    let threshold = least + (most - least) * 0.35
    // The longest run of dark rows is the head or the rest; a staff line is a short one.
    var best = 0..<0
    var start: Int?
    for (index, value) in (values + [.infinity]).enumerated() {
      if value < threshold {
        start = start ?? index
      } else if let begin = start {
        if index - begin > best.count { best = begin..<index }
        start = nil
      }
    }
    guard !best.isEmpty else { return nil }
    let first = Float(rows.lowerBound)
    return first + Float(best.lowerBound)...first + Float(best.upperBound)
  }
}
