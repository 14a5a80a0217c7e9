import CustosDataSet
import CustosLoading
import CustosPlatform
import CustosTestData
import CustosTestRandom
import CustosTestSupport
import CustosWeights
import CustosWeightsSupport
import Foundation
import Testing

@testable import CustosTraining

/// A state file that was changed in any way gives a sentence or a state that training goes on from; a
/// trap fails the run.
@Suite struct DamagedStateTests {
  private static let seed: UInt64 = 20_261_128

  private let tiny: TinyDataSet
  private let pool: ThreadPool
  private let data: TrainingData
  private let output: TemporaryFolder
  private let path: String
  /// The metadata of a run that was interrupted in its second epoch.
  private let metadata: [String: String]
  private let state: [String: Any]

  init() throws {
    tiny = try TinyDataSet()
    pool = try ThreadPool(threadCount: 2)
    data = try TrainingData(folder: tiny.folder.path, width: 8, height: 16, pool: pool)
    output = try TemporaryFolder(inMemory: true)
    path = output.file(RunFolder.stateFile)
    var options = TrainingOptions(modelName: "vgg4", width: 8, height: 16, threads: 2)
    options.batchSize = 4
    options.epochs = 3
    options.optimizer = .sgd
    options.learningRate = 1e-3
    options.photo = .photo(width: 8)
    options.normalization = .precise
    (options.bodyRate, options.clipNorm, options.hours) = (0.5, 1, 24)
    options.frozenLayers = ["conv2d_1"]
    let trainer = try Trainer(
      options: options, task: SlimTask(data, options: options, pool: pool),
      dataFolder: tiny.folder.path, output: output.path, pool: pool)
    var batches = 0
    _ = try trainer.run(observer: nil) {
      batches += 1
      return batches == 6
    }
    metadata = try SafeTensorsFile(path).metadata
    let text = Data((metadata["state"] ?? "").utf8)
    state = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
  }

  /// A state file without tensors, which is what reading a state looks at.
  private func reads(_ state: Any) throws -> Bool {
    let text = try JSONSerialization.data(withJSONObject: state, options: [.fragmentsAllowed])
    let file = output.file("changed.safetensors")
    var changed = metadata
    changed["state"] = String(decoding: text, as: UTF8.self)
    try SafeTensors(metadata: changed).write(to: file, replacing: true)
    do {
      _ = try TrainingState.read(from: file)
      return true
    } catch {
      let refusal = try Refusal(error)
      #expect(refusal.exitCode == 65 && refusal.sentence.hasPrefix(file))
      #expect(refusal.sentence.hasSuffix("start a new run."), "\(error)")
      return false
    }
  }

  /// Training goes on from the file for a batch, or refuses it with a sentence.
  private func resumes() throws -> Bool {
    do {
      let saved = try Trainer.savedRun(in: output.path)
      let (width, height) = (saved.options.width, saved.options.height)
      let data =
        width == 8 && height == 16
        ? data
        : try TrainingData(folder: tiny.folder.path, width: width, height: height, pool: pool)
      let trainer = try Trainer(
        resuming: output.path, options: saved.options,
        task: SlimTask(data, options: saved.options, pool: pool), dataFolder: tiny.folder.path,
        pool: pool)
      var batches = 0
      _ = try trainer.run(observer: nil) {
        batches += 1
        return true
      }
      return true
    } catch TrainingError.diverged {
      return true
    } catch {
      let refusal = try Refusal(error)
      #expect(refusal.exitCode == 65 && refusal.sentence.hasPrefix(path), "\(error)")
      return false
    }
  }

  /// Puts a changed state before the tensors of the run.
  private func write(_ state: Any, over original: [UInt8]) throws {
    let length = original.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    var header = try #require(
      try JSONSerialization.jsonObject(with: Data(original[8..<8 + length])) as? [String: Any])
    var changed = metadata
    changed["state"] = String(
      decoding: try JSONSerialization.data(withJSONObject: state), as: UTF8.self)
    header["__metadata__"] = changed
    let text = try JSONSerialization.data(withJSONObject: header)
    let start = withUnsafeBytes(of: UInt64(text.count).littleEndian) { [UInt8]($0) }
    try FileSystem.write(start + text + original[(8 + length)...], to: path, replacing: true)
  }

  /// Paths of keys and indices to every value that is no dictionary or array.
  private static func leaves(_ value: Any, _ path: [Key] = []) -> [[Key]] {
    if let object = value as? [String: Any] {
      return object.keys.sorted().flatMap { leaves(object[$0] ?? NSNull(), path + [.name($0)]) }
    }
    if let array = value as? [Any] {
      return array.indices.flatMap { leaves(array[$0], path + [.index($0)]) }
    }
    return [path]
  }

  private enum Key: Hashable {
    case name(String)
    case index(Int)
  }

  /// The value with another one at a path; nil takes it away.
  private static func changed(_ value: Any, at path: ArraySlice<Key>, to new: Any?) -> Any? {
    guard let key = path.first else { return new }
    switch key {
    case .name(let name):
      guard var object = value as? [String: Any], let old = object[name] else { return value }
      object[name] = changed(old, at: path.dropFirst(), to: new)
      return object
    case .index(let index):
      guard var array = value as? [Any] else { return value }
      if let next = changed(array[index], at: path.dropFirst(), to: new) {
        array[index] = next
      } else {
        array.remove(at: index)
      }
      return array
    }
  }

  private static var extremes: [Any] {
    [
      Int.min, Int.min + 1, -1, 0, 1, 2, 5, 4097, 1 << 31, 1 << 48, 1 << 60, Int.max - 1, Int.max,
      -0.5, 0.5, 1e-300, 1e38, -1e38, 1e300, -1e300, "", "x", true, false, NSNull(), [Any](),
      [String: Any](),
    ]
  }

  /// Every value of the state replaced by extremes, other types and nothing. What is still accepted
  /// must be something that training goes on from.
  @Test func everyValueIsBounded() throws {
    #expect(try reads(state))
    let original = try FileSystem.read(path)
    #expect(try resumes())
    let leaves = Self.leaves(state)
    #expect(leaves.count > 45, "\(leaves.count) values")
    var refused = 0
    for leaf in leaves {
      var accepted: [Any] = []
      for new in Self.extremes.map(Optional.some) + [nil] {
        let changed = try #require(Self.changed(state, at: leaf[...], to: new))
        if try reads(changed) { accepted.append(changed) } else { refused += 1 }
      }
      // The last of those that were accepted is the most extreme.
      guard let last = accepted.last else { continue }
      try write(last, over: original)
      _ = try resumes()
    }
    #expect(refused > leaves.count * Self.extremes.count / 2)
  }

  /// The last possible value is read, the next one is not.
  @Test(arguments: [
    ("batchSize", 4096), ("width", 4096), ("height", 4096), ("threads", 1024),
    ("epochs", 1_000_000),
  ])
  func limitsAreExact(name: String, last: Int) throws {
    // Before the first batch, so that no counter depends on the size of a batch.
    var start = state
    for counter in ["batch", "imageCount", "correctCount"] { start[counter] = 0 }
    for (value, isPossible) in [(last, true), (last + 1, false)] {
      let changed = try #require(
        Self.changed(start, at: [.name("options"), .name(name)], to: value))
      #expect(try reads(changed) == isPossible, "\(name) \(value)")
    }
  }

  /// What does not fit the data is found even if every number for itself is possible.
  @Test(arguments: ["batch", "stepCount", "imageCount"])
  func countersFitTheData(name: String) throws {
    let original = try FileSystem.read(path)
    let value = try #require(state[name] as? Int)
    for other in [value - 1, value + 1] {
      let changed = try #require(Self.changed(state, at: [.name(name)], to: other))
      try write(changed, over: original)
      #expect(try !resumes(), "\(name) \(other)")
    }
  }

  /// Bytes of the header changed at random, in the file as it is.
  @Test func randomBytesOfTheHeader() throws {
    let text = try JSONSerialization.data(withJSONObject: state)
    var random = SeededRandom(seed: Self.seed)
    let file = output.file("random.safetensors")
    try SafeTensors(
      metadata: metadata.merging(["state": String(decoding: text, as: UTF8.self)]) { $1 }
    )
    .write(to: file, replacing: true)
    let original = try FileSystem.read(file)
    var accepted = 0
    let rounds = 3000
    for round in 0..<rounds {
      var bytes = original
      for _ in 0...random.integer(0...2) {
        let place = random.integer(0...bytes.count - 1)
        // Digits among digits keep the text JSON more often.
        bytes[place] =
          random.integer(0...1) == 0
          ? UInt8(ascii: "0") + UInt8(random.integer(0...9))
          : UInt8(truncatingIfNeeded: random.next())
      }
      try FileSystem.write(bytes, to: file, replacing: true)
      do {
        _ = try TrainingState.read(from: file)
        accepted += 1
      } catch {
        let refusal = try Refusal(error)
        #expect(refusal.exitCode == 65 && refusal.sentence.hasPrefix(file), "round \(round)")
      }
    }
    // A fuzzer whose files all pass or all fail at the door would test nothing.
    #expect(accepted > 0 && accepted < rounds, "\(accepted), seed \(Self.seed)")
  }

  /// As a user meets it. What a new run would call wrong use is damage here.
  @Test func theCommandNamesTheDamage() throws {
    let original = try FileSystem.read(path)
    let fit = "size, preprocessing or frozen layers are not those of a vgg4"
    let damages: [(name: String, value: Any, text: String)] = [
      ("height", Int.max, "height"), ("frozenLayers", ["conv2d_99"], fit),
      ("preprocessing", "imagenet", fit),
    ]
    for (name, value, text) in damages {
      var options = try #require(state["options"] as? [String: Any])
      options[name] = value
      var changed = state
      changed["options"] = options
      try write(changed, over: original)
      let outcome = try BuiltProgram(named: "custos").run([
        "train", "--resume", output.path, "--quiet",
      ])
      #expect(outcome.exitCode == 65, "\(outcome.error)")
      #expect(
        outcome.error.contains("\(path) cannot be used: its training state is damaged: \(text)"),
        "\(outcome.error)")
    }
  }
}
