import CustosCamera
import Testing

@Suite("The option --camera")
struct SpecificationTests {
  @Test("every form is read")
  func forms() throws {
    let size = try #require(RawPictureSize(width: 640, height: 480, stride: 704))
    let expected: [(String, CameraSpecification)] = [
      ("auto", .automatic), ("rpicam", .rpicam(0)), ("rpicam:1", .rpicam(1)),
      ("v4l2:/dev/video2", .v4l2("/dev/video2")), ("stdin:mjpeg", .standardInputJPEG),
      ("stdin:yuv420:640x480:704", .standardInputYUV(size)), ("file:a:b.png", .file("a:b.png")),
      ("dir:/captures", .folder("/captures")),
      ("fake", .fake(path: nil, rate: CameraSpecification.defaultFakeRate)),
      ("fake@2.5", .fake(path: nil, rate: 2.5)),
      ("fake:a@b/page.png@30", .fake(path: "a@b/page.png", rate: 30)),
    ]
    #expect(
      CameraSpecification("http://camera:81/stream")
        == NetworkAddress("http://camera:81/stream").map { .network($0) })
    for (text, specification) in expected { #expect(CameraSpecification(text) == specification) }
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "auto:1", "rpicam:", "rpicam:-1", "rpicam:x", "v4l2:", "v4l2", "stdin", "stdin:",
      "stdin:yuv420", "stdin:yuv420:", "stdin:yuv420:640", "stdin:yuv420:640x",
      "stdin:yuv420:0x480",
      "stdin:yuv420:641x480", "stdin:yuv420:640x480:600", "stdin:yuv420:640x480:704:1",
      "stdin:yuv420:99999x99999", "file:", "dir:", "fake:", "fake@0", "fake@x", "fake@1001",
      "fakes", "http:", "http://", "http:camera", "rtsp://camera/",
      "fake:@5",
    ])
  func refused(text: String) {
    #expect(CameraSpecification(text) == nil)
  }

  @Test("only files and folders keep every picture")
  func keepsAll() throws {
    for text in ["file:a.png", "dir:a"] { #expect(CameraSpecification(text)?.keepsAll == true) }
    for text in ["auto", "fake", "stdin:mjpeg"] {
      #expect(CameraSpecification(text)?.keepsAll == false)
    }
  }
}
