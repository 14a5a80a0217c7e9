import CustosImage
import CustosPlatform
import CustosTestRandom
import CustosTestSupport
import Foundation
import Synchronization
import Testing

@testable import CustosCamera

@Suite("Folders, files and streams as cameras")
struct SourceTests {
  private func picture(_ seed: UInt64, width: Int = 16) throws -> [UInt8] {
    var random = SeededRandom(seed: seed)
    return try PixelBuffer(width: width, height: 8, pixels: random.bytes(width * 24))
      .encoded(as: .jpeg)
  }

  private func next(_ camera: Camera) throws -> Frame? {
    guard case .frame(let frame) = try camera.next(milliseconds: 5000) else { return nil }
    return frame
  }

  @Test("every picture that is completed in a folder is read, in order; other files are left alone")
  func folder() throws {
    let folder = try TemporaryFolder()
    try Data(picture(0)).write(to: URL(fileURLWithPath: folder.file("old.jpg")))
    let camera = try Camera(
      CameraSettings(.folder(folder.path), width: 0, height: 0, rate: 1)
    ) { _ in }
    defer { camera.stop() }
    // The watch must stand before anything is written.
    Thread.sleep(forTimeInterval: 0.3)
    for number in 0..<12 {
      let path = folder.file("new\(number).jpg")
      switch number % 3 {
      case 0: try Data(picture(UInt64(number))).write(to: URL(fileURLWithPath: path))
      case 1:
        try Data(picture(UInt64(number))).write(to: URL(fileURLWithPath: folder.file(".part")))
        try FileManager.default.moveItem(atPath: folder.file(".part"), toPath: path)
      default:
        let bytes = try picture(UInt64(number))
        let file = try #require(fopen(path, "w"))
        fwrite(bytes, 1, 50, file)
        fflush(file)
        try "text".write(toFile: folder.file("notes.txt"), atomically: true, encoding: .utf8)
        fwrite([UInt8](bytes.dropFirst(50)), 1, bytes.count - 50, file)
        fclose(file)
      }
    }
    var names: [String] = []
    while names.count < 12, let frame = try next(camera) { names.append(frame.name ?? "") }
    #expect(names == (0..<12).map { "new\($0).jpg" })
    #expect(camera.currentCounts.dropped == 0)
    #expect(camera.currentCounts.damaged == 0)
  }

  /// What a watched folder says and gives while `body` works in it, up to the picture `last.jpg`.
  private func watch(
    _ body: (TemporaryFolder) throws -> Void
  ) throws -> (pictures: [String], sentences: [String]) {
    let folder = try TemporaryFolder()
    let said = Mutex<[String]>([])
    let camera = try Camera(
      CameraSettings(.folder(folder.path), width: 0, height: 0, rate: 1)
    ) { sentence in said.withLock { $0.append(sentence) } }
    defer { camera.stop() }
    Thread.sleep(forTimeInterval: 0.3)
    try body(folder)
    try Data(picture(9)).write(to: URL(fileURLWithPath: folder.file("last.jpg")))
    var names: [String] = []
    while names.last != "last.jpg", let frame = try next(camera) { names.append(frame.name ?? "") }
    return (names, said.withLock { $0 })
  }

  @Test("pipes and names that cannot be printed are passed over with a sentence")
  func oddEntries() throws {
    let (names, sentences) = try watch { folder in
      #expect(mkfifo(folder.file("pipe.jpg"), 0o600) == 0)
      // Opened for both, so that the writer need not wait for a reader.
      let pipe = open(folder.file("pipe.jpg"), O_RDWR)
      close(pipe)
      for name in ["a\nb.jpg", "tab\t.png"] {
        try Data(picture(1)).write(to: URL(fileURLWithPath: folder.file(name)))
      }
      let latin =
        (folder.path + "/caf").utf8.map { CChar(bitPattern: $0) }
        + [CChar(bitPattern: 0xE9)] + ".jpg".utf8.map { CChar(bitPattern: $0) } + [0]
      let file = open(latin, O_WRONLY | O_CREAT, 0o600)
      close(file)
    }
    #expect(names == ["last.jpg"])
    for words in ["pipe.jpg is passed over because it is no", "a?b.jpg", "tab?.png", "not UTF-8"] {
      #expect(sentences.contains { $0.contains(words) }, "\(words): \(sentences)")
    }
    #expect(sentences.allSatisfy { !$0.contains("\n") })
  }

  @Test("a hard link made in the folder is a whole picture")
  func hardLink() throws {
    let other = try TemporaryFolder()
    try Data(picture(4)).write(to: URL(fileURLWithPath: other.file("a.jpg")))
    let (names, sentences) = try watch { folder in
      #expect(link(other.file("a.jpg"), folder.file("linked.jpg")) == 0)
    }
    #expect(names == ["linked.jpg", "last.jpg"])
    #expect(sentences.isEmpty)
  }

  @Test("pipes are neither played nor waited for")
  func playedPipes() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder.file("pipe.jpg"), 0o600) == 0)
    let pipe = try Camera(
      CameraSettings(.file(folder.file("pipe.jpg")), width: 0, height: 0, rate: 1)
    ) { _ in }
    #expect(throws: CameraError.notAFile(path: folder.file("pipe.jpg"))) { try next(pipe) }
    try Data(picture(5)).write(to: URL(fileURLWithPath: folder.file("b.jpg")))
    let said = Mutex<[String]>([])
    let camera = try Camera(
      CameraSettings(.fake(path: folder.path, rate: 100), width: 0, height: 0, rate: 1)
    ) { sentence in said.withLock { $0.append(sentence) } }
    defer { camera.stop() }
    for _ in 0..<3 { #expect(try next(camera)?.name == "b.jpg") }
    #expect(said.withLock { $0 }.filter { $0.contains("pipe.jpg") }.count == 1)
  }

  @Test("a folder that goes is waited for")
  func folderGone() throws {
    let folder = try TemporaryFolder()
    let watched = folder.file("in")
    try FileManager.default.createDirectory(atPath: watched, withIntermediateDirectories: false)
    let camera = try Camera(
      CameraSettings(.folder(watched), width: 0, height: 0, rate: 1)
    ) { _ in }
    defer { camera.stop() }
    Thread.sleep(forTimeInterval: 0.3)
    try Data(picture(1)).write(to: URL(fileURLWithPath: watched + "/a.jpg"))
    #expect(try next(camera)?.name == "a.jpg")
    try FileManager.default.removeItem(atPath: watched)
    Thread.sleep(forTimeInterval: 0.3)
    try FileManager.default.createDirectory(atPath: watched, withIntermediateDirectories: false)
    Thread.sleep(forTimeInterval: 2)
    try Data(picture(2)).write(to: URL(fileURLWithPath: watched + "/b.jpg"))
    #expect(try next(camera)?.name == "b.jpg")
    #expect(camera.currentCounts.restarts >= 1)
  }

  @Test("a file is read once; one that is missing or damaged is said to be")
  func file() throws {
    let folder = try TemporaryFolder()
    try Data(picture(3)).write(to: URL(fileURLWithPath: folder.file("a.jpg")))
    let camera = try Camera(
      CameraSettings(.file(folder.file("a.jpg")), width: 0, height: 0, rate: 1)
    ) { _ in }
    #expect(try next(camera)?.pixels.width == 16)
    #expect(try next(camera) == nil)
    let missing = try Camera(
      CameraSettings(.file(folder.file("b.jpg")), width: 0, height: 0, rate: 1)
    ) { _ in }
    #expect(throws: CameraError.self) { try next(missing) }
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder.file("c.jpg")))
    let damaged = try Camera(
      CameraSettings(.file(folder.file("c.jpg")), width: 0, height: 0, rate: 1)
    ) { _ in }
    #expect(try next(damaged) == nil)
    #expect(damaged.currentCounts.damaged == 1)
  }

  @Test("a slow reader gets the newest picture of a fast camera, the others are counted")
  func newest() throws {
    let own = [PixelBuffer(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6])]
    let camera = try Camera(
      CameraSettings(.fake(path: nil, rate: 200), width: 0, height: 0, rate: 1, ownPictures: own)
    ) { _ in }
    defer { camera.stop() }
    _ = try next(camera)
    Thread.sleep(forTimeInterval: 0.5)
    let frame = try #require(try next(camera))
    let age = MonotonicClock.nanoseconds - frame.arrivalNanoseconds
    #expect(frame.number > 10)
    #expect(age < 400_000_000)
    #expect(camera.currentCounts.dropped >= frame.number - 3)
  }

  @Test("raw pictures are cut at their size, wherever the pieces end")
  func raw() throws {
    let size = try #require(RawPictureSize(width: 4, height: 2, stride: 6))
    var random = SeededRandom(seed: 9)
    let stream = random.bytes(size.byteCount * 20)
    var cutter = StreamCutter(.yuv(size))
    var count = 0
    var index = 0
    while index < stream.count {
      let end = min(stream.count, index + random.integer(1...50))
      if let frame = cutter.take(stream[index..<end]) { count += 1 + frame.passedOver }
      index = end
    }
    #expect(count == 20)
    #expect(cutter.defect == nil)
    _ = cutter.take([1, 2, 3])
    #expect(cutter.defect != nil)
  }
}
