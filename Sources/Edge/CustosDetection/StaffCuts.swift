import CustosImage

/// Vertical cuts through a picture, and where they cross staves.
struct StaffCuts {
  /// A crossing of a cut and a staff.
  struct Cut {
    /// The index of the cut, from the left.
    var column: Int
    var chain: StaffChain
  }

  /// Distance of neighbouring cuts, in pixels.
  let step: Int
  /// The distance from the first of the columns that a cut averages to their centre.
  let centerOffset: Double
  private let image: GrayImage
  private let found: [[StaffChain]]

  /// Cuts the picture.
  init(_ image: GrayImage) {
    self.image = image
    step = max(2, (image.width + StaffScale.cutCount - 1) / StaffScale.cutCount)
    // The window covers at least two lines of any staff that fits the picture, but is small
    // compared with the distances over which the illumination changes.
    let radius = max(12, min(image.height / 20, Int(StaffScale.largestSpace)))
    let count = min(6, max(2, step / 2), image.width)
    centerOffset = Double(count - 1) / 2
    found = stride(from: 0, through: image.width - count, by: step).map { first in
      StaffChain.find(in: ColumnProfile(image, first: first, count: count).inkRuns(radius: radius))
    }
  }

  /// The chains with a matching chain in one of the next three cuts, and those matching ones.
  func confirmedChains() -> [Cut] {
    var isConfirmed = found.map { [Bool](repeating: false, count: $0.count) }
    for column in found.indices {
      for (index, chain) in found[column].enumerated() {
        for next in column + 1..<min(column + 4, found.count) {
          guard
            let other = found[next].firstIndex(where: {
              continues(chain, $0, distance: (next - column) * step)
                && isDark(from: chain, at: column, to: $0, at: next)
            })
          else { continue }
          isConfirmed[column][index] = true
          isConfirmed[next][other] = true
          break
        }
      }
    }
    var confirmed: [Cut] = []
    for column in found.indices {
      for (index, chain) in found[column].enumerated() where isConfirmed[column][index] {
        confirmed.append(Cut(column: column, chain: chain))
      }
    }
    return confirmed
  }

  /// Whether two chains may belong to the same staff: of equal size, and tilted by at most 1 in 8.
  private func continues(_ first: StaffChain, _ second: StaffChain, distance: Int) -> Bool {
    abs(first.space - second.space) <= first.space * StaffScale.spaceAgreement
      && abs(first.top - second.top) <= first.space * 0.2 + Double(distance) / 8
  }

  /// Whether the picture between two cuts is darker along the five lines than between the lines.
  private func isDark(
    from first: StaffChain, at firstColumn: Int, to second: StaffChain, at secondColumn: Int
  ) -> Bool {
    let samples = 8
    let left = firstColumn * step
    let right = secondColumn * step
    var dark = 0
    for sample in 1...samples {
      let share = Double(sample) / Double(samples + 1)
      let column = left + Int(Double(right - left) * share)
      let top = first.top + (second.top - first.top) * share
      let space = first.space + (second.space - first.space) * share
      var above = mean(column, top - space / 2)
      for line in 0..<5 {
        let center = mean(column, top + Double(line) * space)
        let below = mean(column, top + (Double(line) + 0.5) * space)
        if center + 3 * 3 < above, center + 3 * 3 < below { dark += 1 }
        above = below
      }
    }
    // In pure noise about a third of the samples are darker; a staff needs two thirds.
    return dark * 3 >= samples * 5 * 2
  }

  /// The sum of three pixels, one above the other.
  private func mean(_ column: Int, _ row: Double) -> Int {
    let middle = Int(row.rounded())
    var sum = 0
    for row in middle - 1...middle + 1 {
      sum += Int(image.pixels[min(max(row, 0), image.height - 1) * image.width + column])
    }
    return sum
  }
}
