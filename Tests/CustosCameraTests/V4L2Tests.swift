import CCustosCamera
import CFakeCamera
import CustosImage
import CustosPlatform
import Testing

@testable import CustosCamera

/// No camera is there where Custos is built: a made-up one at the system-call boundary, which keeps
/// the rules of the interface, takes its place.
@Suite("USB cameras")
struct V4L2Tests {
  /// Plays events to a source and gives what comes out; checks that no rule was broken and that nothing
  /// is left open.
  private func play(
    _ format: UInt32, _ events: [fake_camera_event],
    change: (UnsafeMutablePointer<fake_camera>) -> Void = { _ in },
    body: (V4L2Source) throws -> Void
  ) throws -> String {
    let list = UnsafeMutablePointer<fake_camera_event>.allocate(capacity: max(1, events.count))
    defer { list.deallocate() }
    for (index, event) in events.enumerated() { list[index] = event }
    let camera = try #require(fake_camera_create(format, list, events.count))
    defer { fake_camera_destroy(camera) }
    change(camera)
    let result: Result<Void, any Error> = Result {
      let source = try V4L2Source(
        path: "/dev/video7", width: 640, height: 480, calls: fake_camera_calls(camera))
      try body(source)
    }
    #expect(camera.pointee.breaches == 0)
    #expect(fake_camera_open_buffers(camera) == 0)
    #expect(!camera.pointee.is_open)
    let log = withUnsafeBytes(of: camera.pointee.log) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    try result.get()
    return log
  }

  private func frame(_ source: V4L2Source) throws -> RawFrame? {
    guard case .frame(let frame) = try source.next(milliseconds: 1) else { return nil }
    return frame
  }

  @Test("each layout gives pictures, and everything is given back")
  func layouts() throws {
    for (format, stride, length) in [
      (fake_camera_mjpeg, 0, 100), (fake_camera_yuyv, 16, 64), (fake_camera_nv12, 16, 96),
      (fake_camera_grey, 8, 32),
    ] {
      let log = try play(format, [FAKE_CAMERA_TIMEOUT, FAKE_CAMERA_PICTURE, FAKE_CAMERA_PICTURE]) {
        $0.pointee.stride = UInt32(stride)
        $0.pointee.picture_length = length
      } body: { source in
        #expect(try frame(source) == nil)
        for number in 0..<2 {
          let frame = try #require(try frame(source))
          switch frame.content {
          case .encoded(let bytes):
            #expect(bytes == [UInt8](repeating: UInt8(number), count: length))
          case .yuv(let picture):
            #expect(picture.width == 8 && picture.height == 4 && picture.stride == stride)
            #expect(!picture.isFullRange)
            #expect(try picture.decoded().pixels.count == 96)
          default: Issue.record("neither JPEG nor luma and chroma")
          }
        }
      }
      #expect(log == "open format buffers start stop close")
    }
  }

  @Test("the newest picture is taken, older and damaged ones are counted")
  func newest() throws {
    let events = [
      FAKE_CAMERA_TWO, FAKE_CAMERA_DAMAGED, FAKE_CAMERA_SHORT, FAKE_CAMERA_PICTURE,
    ]
    _ = try play(fake_camera_grey, events) {
      $0.pointee.stride = 8
      $0.pointee.picture_length = 32
    } body: { source in
      let passedOver = [
        try frame(source), try frame(source), try frame(source), try frame(source),
      ].map { $0?.passedOver }
      #expect(passedOver == [1, nil, nil, 0])
      #expect(source.takeDamaged() == 2)
      #expect(source.takeDamaged() == 0)
    }
  }

  @Test("a long run gives every buffer back")
  func long() throws {
    let events = (0..<500).map { $0 % 7 == 0 ? FAKE_CAMERA_TWO : FAKE_CAMERA_PICTURE }
    _ = try play(fake_camera_mjpeg, events) { _ in
    } body: { source in
      for _ in 0..<500 {
        let picture = try frame(source)
        #expect(picture != nil)
      }
    }
  }

  @Test("JPEG is preferred, unknown layouts are passed over, a driver's own choice is taken")
  func negotiation() throws {
    _ = try play(fake_camera_rgb, [FAKE_CAMERA_PICTURE]) {
      $0.pointee.formats.1 = fake_camera_grey
      $0.pointee.formats.2 = fake_camera_mjpeg
      $0.pointee.format_count = 3
    } body: { source in
      guard case .encoded = try #require(try frame(source)).content else {
        Issue.record("not JPEG")
        return
      }
    }
    #expect(throws: CameraError.self) {
      try play(fake_camera_rgb, []) { _ in
      } body: { _ in
      }
    }
    #expect(throws: CameraError.self) {
      try play(fake_camera_yuyv, []) {
        $0.pointee.forced_format = fake_camera_rgb
      } body: { _ in
      }
    }
  }

  @Test("failures at each step name the camera, and leave nothing open")
  func failures() throws {
    let invalid: Int32 = 22
    for request in [
      fake_camera_set_format, fake_camera_request_buffers, fake_camera_query_buffer,
      fake_camera_stream_on, fake_camera_queue,
    ] {
      #expect {
        try play(fake_camera_mjpeg, []) {
          $0.pointee.failing_request = request
          $0.pointee.request_error = invalid
        } body: { _ in
        }
      } throws: { ($0 as? CameraError)?.message.contains("/dev/video7") == true }
    }
    #expect(throws: CameraError.busy(name: "/dev/video7")) {
      try play(fake_camera_mjpeg, []) {
        $0.pointee.failing_request = fake_camera_set_format
        $0.pointee.request_error = ErrorNumber.busy
      } body: { _ in
      }
    }
    #expect(throws: CameraError.self) {
      try play(fake_camera_mjpeg, []) {
        $0.pointee.captures = false
      } body: { _ in
      }
    }
    #expect(throws: CameraError.self) {
      try play(fake_camera_mjpeg, []) {
        $0.pointee.granted_buffers = 0
      } body: { _ in
      }
    }
  }

  @Test("sizes without sense are refused")
  func sizes() throws {
    for (width, height, stride) in [(0, 4, 8), (8, 0, 8), (100_000, 4, 100_000), (9, 4, 8)] {
      #expect(throws: CameraError.self) {
        try play(fake_camera_grey, []) {
          $0.pointee.width = UInt32(width)
          $0.pointee.height = UInt32(height)
          $0.pointee.stride = UInt32(stride)
        } body: { _ in
        }
      }
    }
  }

  @Test("unplugging and a driver that names a wrong buffer end the source")
  func gone() throws {
    for event in [FAKE_CAMERA_GONE, FAKE_CAMERA_WRONG_INDEX] {
      #expect(throws: CameraError.self) {
        try play(fake_camera_mjpeg, [FAKE_CAMERA_PICTURE, event]) { _ in
        } body: { source in
          let picture = try frame(source)
          #expect(picture != nil)
          _ = try frame(source)
        }
      }
    }
  }

  /// The width of the picture that comes, nil for a JPEG of any.
  private func width(_ frame: RawFrame?) throws -> Int? {
    guard case .yuv(let picture) = try #require(frame).content else { return nil }
    return picture.width
  }

  @Test("JPEG by its other names is read as MJPEG")
  func otherNames() throws {
    for code in [fake_camera_jpeg, fake_camera_pjpg] {
      _ = try play(code, [FAKE_CAMERA_PICTURE]) { _ in
      } body: { source in
        guard case .encoded = try #require(try frame(source)).content else {
          Issue.record("not JPEG")
          return
        }
      }
    }
  }

  @Test("after a refused layout the next one is tried; a layout in use is a camera in use")
  func refusedLayout() throws {
    func camera(_ formats: [UInt32], _ camera: UnsafeMutablePointer<fake_camera>) {
      camera.pointee.formats.0 = formats[0]
      camera.pointee.formats.1 = formats[formats.count - 1]
      camera.pointee.format_count = formats.count
      camera.pointee.refused_format = fake_camera_mjpeg
      camera.pointee.refusal = ErrorNumber.busy
    }
    let log = try play(0, [FAKE_CAMERA_PICTURE]) {
      camera([fake_camera_mjpeg, fake_camera_yuyv], $0)
    } body: { source in
      let width = try width(frame(source))
      #expect(width == 8)
    }
    #expect(log == "open format format buffers start stop close")
    #expect(throws: CameraError.busy(name: "/dev/video7")) {
      try play(0, []) {
        camera([fake_camera_mjpeg], $0)
      } body: { _ in
      }
    }
  }

  @Test("a bus without room gets smaller pictures, and where none fit the bus is named")
  func noRoom() throws {
    let log = try play(fake_camera_grey, [FAKE_CAMERA_PICTURE]) {
      $0.pointee.gives_any_size = true
      $0.pointee.stride = 0
      $0.pointee.buffer_length = 320 * 240
      $0.pointee.picture_length = 320 * 240
      $0.pointee.widest = 320
    } body: { source in
      let width = try width(frame(source))
      #expect(width == 320)
      #expect(source.takeNotices().contains { $0.contains("320 x 240") })
    }
    #expect(log == "open format buffers start format buffers start stop close")
    #expect {
      try play(fake_camera_mjpeg, []) {
        $0.pointee.widest = 1
      } body: { _ in
      }
    } throws: {
      let message = ($0 as? CameraError)?.message ?? ""
      return message.contains("USB bus has no room") && message.contains("--size")
        && !message.contains("cable")
    }
  }

  @Test("fewer buffers are asked for where four are refused, and one will do")
  func fewBuffers() throws {
    for most in 1...3 as ClosedRange<UInt32> {
      _ = try play(fake_camera_mjpeg, [FAKE_CAMERA_PICTURE, FAKE_CAMERA_PICTURE]) {
        $0.pointee.most_buffers = most
        $0.pointee.granted_buffers = min(2, most)
      } body: { source in
        for _ in 0..<2 {
          let picture = try frame(source)
          #expect(picture != nil)
        }
      }
    }
  }

  @Test("devices of several planes are read, and rows that the driver does not tell the length of")
  func severalPlanes() throws {
    for (code, stride, length) in [
      (fake_camera_yuyv, 0, 64), (fake_camera_nv12, 12, 72), (fake_camera_mjpeg, 0, 50),
    ] {
      _ = try play(code, [FAKE_CAMERA_PICTURE, FAKE_CAMERA_SHORT]) {
        $0.pointee.multi = true
        $0.pointee.stride = UInt32(stride)
        $0.pointee.picture_length = length
      } body: { source in
        let content = try #require(try frame(source)).content
        switch content {
        case .encoded(let bytes): #expect(bytes.count == length)
        case .yuv(let picture): #expect(picture.stride == (stride > 0 ? stride : 16))
        default: Issue.record("neither JPEG nor luma and chroma")
        }
      }
    }
  }

  @Test("chroma lies below the rows that the driver has in memory")
  func rowsInMemory() throws {
    _ = try play(fake_camera_nv12, [FAKE_CAMERA_PICTURE]) {
      $0.pointee.stride = 8
      $0.pointee.picture_length = 8 * 16 * 3 / 2
    } body: { source in
      guard case .yuv(let picture) = try #require(try frame(source)).content else {
        Issue.record("no luma and chroma")
        return
      }
      #expect(picture.height == 4 && picture.memoryRows == 16)
    }
    // Zero below the picture would be green.
    let bytes = (0..<192).map { UInt8($0 < 32 || $0 >= 128 ? 128 : 0) }
    let picture = try #require(
      YUVPicture(
        layout: .nv12, width: 8, height: 4, memoryRows: 16, stride: 8, isFullRange: true,
        bytes: bytes))
    #expect(try picture.decoded().pixels == [UInt8](repeating: 128, count: 96))
  }
}
