import ArgumentParser

extension Quantize {
  func validate() throws {
    if let selfTests, !(0...64).contains(selfTests) {
      throw ValidationError("--self-tests must be 0 to 64, but \(selfTests) was given.")
    }
    for (name, size) in [("--crop-width", cropWidth), ("--crop-height", cropHeight)] {
      guard let size, !(1...65_536).contains(size) else { continue }
      throw ValidationError("\(name) must be 1 to 65536, but \(size) was given.")
    }
    if let staffSpace, !(staffSpace >= 1 && staffSpace <= 65_536) {
      throw ValidationError("--staff-space must be 1 to 65536 pixels, but \(staffSpace) was given.")
    }
    if let targetAccuracy {
      guard targetAccuracy > 0, targetAccuracy <= 1 else {
        throw ValidationError(
          "--target-accuracy must be above 0 and at most 1, but \(targetAccuracy) was given.")
      }
      guard validation != nil else {
        throw ValidationError("--target-accuracy needs --validation, the patches to measure on.")
      }
    }
    if let maxDrop, !(maxDrop >= 0 && maxDrop <= 100) {
      throw ValidationError(
        "--max-drop must be 0 to 100 percentage points, but \(maxDrop) was given.")
    }
    guard test == nil else { return }
    let measuring = givenOptions([
      "--max-drop": maxDrop != nil, "--sensitivity": sensitivity.sensitivity,
      "--sensitivity-pictures": sensitivity.sensitivityPictures != nil,
      "--report": report != nil, "--format jsonl": format == .jsonl,
    ])
    if let option = measuring.first {
      throw ValidationError("\(option) needs --test, the labelled pictures to measure on.")
    }
  }
}
