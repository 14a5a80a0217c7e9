import CustosImage
import CustosPlatform
import Foundation
import Testing

@testable import CustosDataSet

@Suite struct CalibrationSampleTests {
  /// Grey paper with five lines `space` pixels apart, 2 thick; none where `space` is nil.
  private func patch(width: Int, height: Int, space: Int?) -> PixelBuffer {
    var pixels = [UInt8](repeating: 220, count: width * height * 3)
    for line in 0..<5 {
      guard let space else { break }
      let top = height / 2 + (line - 2) * space
      pixels.replaceSubrange(
        top * width * 3..<(top + 2) * width * 3,
        with: [UInt8](repeating: 40, count: 2 * width * 3))
    }
    return PixelBuffer(width: width, height: height, pixels: pixels)
  }

  private func sample(_ patches: [PixelBuffer]) throws -> CalibrationSample {
    let folder = NSTemporaryDirectory() + "custos-sample-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSystem.createDirectories(folder + "/L1")
    for (index, patch) in patches.enumerated() {
      try patch.write(to: folder + "/L1/\(index).png", replacing: false)
    }
    return try CalibrationSample(
      PatchList(folder: folder, purpose: "test"), count: 99, seed: 1, width: 16, height: 32)
  }

  /// The spaces are those of the files, not of the network's input, and the odd sizes' are scaled.
  @Test func theStaffSpaceIsTheMedianInPixelsOfTheMostFrequentSize() throws {
    let found = try sample([
      patch(width: 100, height: 200, space: 15), patch(width: 100, height: 200, space: 17),
      patch(width: 100, height: 200, space: nil), patch(width: 200, height: 400, space: 32),
    ])
    #expect(found.fileHeight == 200 && found.staffCount == 3)
    #expect(
      abs(try #require(found.staffSpace) - 16) < 0.1, "\(String(describing: found.staffSpace))")
  }

  @Test func withoutStavesTheStaffSpaceIsUnknown() throws {
    let found = try sample([patch(width: 100, height: 200, space: nil)])
    #expect(found.staffSpace == nil && found.staffCount == 0)
  }
}
