import CustosImage
import CustosPlatform
import CustosTestRandom
import CustosTestSupport
import Foundation
import Synchronization
import Testing

@testable import CustosCamera

/// A script takes the place of `rpicam-vid`: PATH is set for the whole process, so one test at a time.
@Suite("The camera port", .serialized)
struct RpicamTests {
  /// Runs `body` with programs that are these scripts.
  private func withPrograms<Result>(
    _ scripts: [String: String], _ body: (TemporaryFolder) throws -> Result
  ) throws -> Result {
    let folder = try TemporaryFolder()
    for (name, script) in scripts {
      try "#!/bin/sh\n\(script)\n".write(
        toFile: folder.file(name), atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder.file(name))
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    setenv("PATH", folder.path + ":" + path, 1)
    defer { setenv("PATH", path, 1) }
    return try body(folder)
  }

  private func settings(_ number: Int = 0) -> CameraSettings {
    CameraSettings(.rpicam(number), width: 128, height: 96, rate: 10)
  }

  /// Pictures of 128 x 96 in 4:2:0, for ever.
  private let pictures = "while :; do head -c 18432 /dev/zero; sleep 0.01; done"

  @Test("pictures come from the program, which gets the size asked for, and ends with the camera")
  func size() throws {
    try withPrograms([
      "rpicam-vid": "echo \"$@\" > $(dirname $0)/arguments; echo $$ > $(dirname $0)/pid\n"
        + pictures
    ]) {
      folder in
      var process: Int32 = 0
      do {
        var settings = settings(1)
        settings.portControls = ["--gain", "2"]
        let camera = try Camera(settings) { Issue.record("\($0)") }
        defer { camera.stop() }
        for _ in 0..<3 {
          guard case .frame(let frame) = try camera.next(milliseconds: 5000) else {
            Issue.record("no picture")
            return
          }
          #expect(frame.pixels.width == 128 && frame.pixels.height == 96)
        }
        let text = try String(contentsOfFile: folder.file("pid"), encoding: .utf8)
        process = try #require(Int32(text.dropLast()))
        #expect(kill(process, 0) == 0)
      }
      #expect(kill(process, 0) != 0)
      let arguments = try String(contentsOfFile: folder.file("arguments"), encoding: .utf8)
      #expect(
        arguments
          == "-t 0 -n --codec yuv420 --flush --camera 1 --width 128 --height 96 --framerate 10 --gain 2 -o -\n"
      )
    }
  }

  @Test("a program that is killed again and again is started again every time")
  func killed() throws {
    let rounds = 4
    try withPrograms(["rpicam-vid": "echo $$ > $(dirname $0)/pid\n" + pictures]) { folder in
      let camera = try Camera(settings()) { _ in }
      defer { camera.stop() }
      for round in 0..<rounds {
        guard case .frame = try camera.next(milliseconds: 10_000) else {
          Issue.record("no picture after \(round) restarts")
          return
        }
        let text = try String(contentsOfFile: folder.file("pid"), encoding: .utf8)
        kill(try #require(Int32(text.dropLast())), SIGKILL)
        let deadline = Date().addingTimeInterval(20)
        while camera.currentCounts.restarts <= round, Date() < deadline {
          _ = try camera.next(milliseconds: 50)
        }
        #expect(camera.currentCounts.restarts == round + 1)
      }
    }
  }

  /// Takes what comes until the end, which must come soon.
  private func drain(_ camera: Camera) throws {
    for _ in 0..<60 { if case .end = try camera.next(milliseconds: 1000) { return } }
    Issue.record("the camera has not ended within 60 seconds")
  }

  @Test("what the program says when it ends at once is the camera's error")
  func message() throws {
    try withPrograms(["rpicam-vid": "echo 'ERROR: *** no cameras available ***' >&2; exit 255"]) {
      _ in
      let camera = try Camera(settings()) { _ in }
      #expect {
        try drain(camera)
      } throws: { error in
        (error as? CameraError)?.message.contains("no cameras available") == true
      }
    }
  }

  @Test("a program that is not there is named")
  func missing() throws {
    let camera = try Camera(settings()) { _ in }
    #expect(throws: CameraError.noProgram(names: "rpicam-vid or libcamera-vid")) {
      try drain(camera)
    }
  }

  @Test("the cameras of the port are listed")
  func list() throws {
    let listing = """
      Available cameras
      -----------------
      0 : imx708 [4608x2592 10-bit RGGB] (/base/soc/i2c0mux/i2c@1/imx708@1a)
          Modes: 'SRGGB10_CSI2P' : 1536x864 [120.13 fps]
      1 : ov5647 [2592x1944 10-bit GBRG] (/base/axi/i2c@88000/ov5647@36)
      """
    #expect(CameraFinder.parse([UInt8](listing.utf8)) == .found(["imx708", "ov5647"]))
    #expect(CameraFinder.parse([UInt8]("No cameras available!\n".utf8)) == .found([]))
    try withPrograms(["rpicam-hello": "echo '0 : imx219 [3280x2464]'"]) { _ in
      #expect(CameraFinder.portCameras() == .found(["imx219"]))
    }
    try withPrograms(["rpicam-hello": "sleep 100"]) { _ in
      #expect(CameraFinder.portCameras(seconds: 1) == .unknown("no answer within 1 s"))
    }
  }

  /// A picture whose luma is another one in each place, in rows of `stride` bytes.
  private func padded(_ width: Int, _ height: Int, _ stride: Int) -> (frame: [UInt8], luma: [UInt8])
  {
    let luma = (0..<width * height).map {
      UInt8(truncatingIfNeeded: $0 % width * 7 + $0 / width * 13)
    }
    var frame: [UInt8] = []
    for row in 0..<height {
      frame += luma[row * width..<(row + 1) * width]
      frame += [UInt8](repeating: 0x60, count: stride - width)
    }
    return (frame + [UInt8](repeating: 128, count: stride * height / 2), luma)
  }

  /// Reads a picture of a program that writes `frame` ten times a second.
  private func read(
    _ frame: [UInt8], width: Int, height: Int, says: String = "",
    notice: @escaping (String) -> Void = { Issue.record("\($0)") }
  ) throws -> Frame? {
    try withPrograms([
      "rpicam-vid": "echo '\(says)' >&2\nwhile :; do cat $(dirname $0)/frame; sleep 0.1; done"
    ]) { folder in
      try FileSystem.write(frame, to: folder.file("frame"), replacing: false)
      let camera = try Camera(
        CameraSettings(.rpicam(0), width: width, height: height, rate: 10), notice: notice)
      defer { camera.stop() }
      for _ in 0..<20 {
        switch try camera.next(milliseconds: 1000) {
        case .frame(let frame): return frame
        case .nothing: continue
        case .end: return nil
        }
      }
      return nil
    }
  }

  @Test(
    "rows are read however the board pads them", arguments: [32, 64, 128, 256],
    [(704, 576), (960, 720), (320, 240), (1280, 960), (202, 100)])
  func rows(alignment: Int, size: (Int, Int)) throws {
    let (width, height) = size
    let (bytes, luma) = padded(width, height, (width + alignment - 1) / alignment * alignment)
    let frame = try #require(try read(bytes, width: width, height: height))
    #expect(frame.pixels.width == width && frame.pixels.height == height)
    let isSame = frame.picture.luma?.pixels == luma
    #expect(isSame)
  }

  @Test("another size than the one asked for is read where libcamera tells it")
  func otherSize() throws {
    let (bytes, luma) = padded(640, 480, 704)
    let said = Mutex<[String]>([])
    let frame = try #require(
      try read(
        bytes, width: 1280, height: 960,
        says: "[0:01:02.3] [99]  INFO Camera camera.cpp:1202 configuring streams: "
          + "(0) 640x480-YUV420/sYCC (1) 1640x1232-SBGGR10_CSI2P/RAW"
      ) { sentence in said.withLock { $0.append(sentence) } })
    let isSame = frame.picture.luma?.pixels == luma
    #expect(isSame)
    #expect(said.withLock { $0.contains { $0.contains("640 x 480") && $0.contains("1280 x 960") } })
  }

  @Test("rows that do not fit the size are said to be so, with what the program says")
  func otherRows() throws {
    let (bytes, _) = padded(640, 480, 640)
    #expect {
      _ = try read(bytes, width: 1280, height: 960, says: "WARN: Stream configuration adjusted")
    } throws: {
      let message = ($0 as? CameraError)?.message ?? ""
      return message.contains("460800 bytes") && message.contains("configuration adjusted")
    }
  }

  @Test("a stream without pauses is not read at random")
  func noPauses() throws {
    try withPrograms(["rpicam-vid": "exec cat /dev/zero"]) { _ in
      let camera = try Camera(settings()) { _ in }
      #expect {
        try drain(camera)
      } throws: { (($0 as? CameraError)?.message ?? "").contains("lower --rate") }
    }
  }

  @Test("the lines that tell of the fault are kept, and errors of the listing are told")
  func faults() throws {
    let heap = "[0:00:01] [1] ERROR DmaBufAllocator: Could not open any dmaHeap device"
    try withPrograms([
      "rpicam-hello": "echo '\(heap)' >&2; echo '0 : imx219 [3280x2464]'",
      "rpicam-vid":
        "echo '\(heap)' >&2; for i in 1 2 3 4 5 6 7 8 9; do echo \"#$i (9.00 fps)\" >&2; done\n"
        + "echo 'ERROR: *** no cameras available ***' >&2; exit 1",
    ]) { _ in
      let expected = "ERROR DmaBufAllocator: Could not open any dmaHeap device"
      #expect(CameraFinder.portCameras() == .failing(["imx219"], expected))
      for specification in [CameraSpecification.automatic, .rpicam(0)] {
        let camera = try Camera(
          CameraSettings(specification, width: 128, height: 96, rate: 10)
        ) { _ in }
        #expect {
          try drain(camera)
        } throws: {
          let message = ($0 as? CameraError)?.message ?? ""
          return message.contains(expected) && message.contains("no cameras available")
            && message.contains("group video")
        }
      }
    }
    try withPrograms([
      "rpicam-vid": "echo 'ERROR Camera: Pipeline handler in use by another process' >&2\n"
        + "echo 'ERROR: *** failed to acquire camera imx219 ***' >&2; exit 1"
    ]) { _ in
      let camera = try Camera(settings()) { _ in }
      #expect(throws: CameraError.busy(name: "rpicam:0")) { try drain(camera) }
    }
  }

  @Test("whatever a program says, some lines of it are kept")
  func anyMessages() {
    let start = [UInt8](
      "[0:0:1] [2] INFO configuring streams: (0) 640x480-YUV420\nERROR a\n#1 (1 fps)\n".utf8)
    for seed in 0..<500 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      var bytes = start
      for _ in 0..<random.integer(0...8) {
        bytes[random.integer(0...bytes.count - 1)] = UInt8(random.integer(0...255))
      }
      var said = ProgramMessages()
      let cut = random.integer(0...bytes.count)
      said.take(bytes[..<cut])
      said.take(bytes[cut...])
      said.finish()
      #expect(said.summary.utf8.count < 2000)
      #expect(said.summary.unicodeScalars.allSatisfy { !MessageText.isControl($0) })
      if bytes == start {
        #expect(said.delivered?.width == 640 && said.summary == "ERROR a")
      }
    }
  }
}
