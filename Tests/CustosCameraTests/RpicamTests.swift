import CustosImage
import CustosPlatform
import CustosTestSupport
import Foundation
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
        let camera = try Camera(settings(1)) { Issue.record("\($0)") }
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
          == "-t 0 -n --codec yuv420 --flush --camera 1 --width 128 --height 96 --framerate 10 -o -\n"
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
    #expect(CameraFinder.parse([UInt8](listing.utf8), "") == .found(["imx708", "ov5647"]))
    #expect(CameraFinder.parse([UInt8]("No cameras available!\n".utf8), "") == .found([]))
    try withPrograms(["rpicam-hello": "echo '0 : imx219 [3280x2464]'"]) { _ in
      #expect(CameraFinder.portCameras() == .found(["imx219"]))
    }
    try withPrograms(["rpicam-hello": "sleep 100"]) { _ in
      #expect(CameraFinder.portCameras(seconds: 1) == .unknown("no answer within 1 s"))
    }
  }
}
