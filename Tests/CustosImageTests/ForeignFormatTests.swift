import CustosImage
import Testing

@Suite("Files that are no JPEG or PNG are named for what they are")
struct ForeignFormatTests {
  @Test(
    arguments: [
      ("RIFF\u{24}\0\0\0WEBPVP8 ", "WebP", "dwebp"), ("GIF89a\u{1}\0", "GIF", "convert"),
      ("II*\0\u{8}\0\0\0", "TIFF", "convert"), ("MM\0*\0\0\0\u{8}", "TIFF", "convert"),
      ("\0\0\0\u{18}ftypheic", "HEIC", "heif-convert"),
      ("\0\0\0\u{18}ftypavif", "AVIF", "heif-convert"),
      ("BM6\0\0\0\0\0\0\0", "BMP", "convert"), ("%PDF-1.4\n", "PDF", "pdftoppm"),
      ("<!DOCTYPE html>", "web page", "browser"), ("\u{FEFF}\n <html>", "web page", "browser"),
      ("\0\0\0\u{C}jP  \r\n", "JPEG 2000", "convert"), ("\0\0\0\u{C}JXL \r\n", "JPEG XL", "djxl"),
      ("", "empty", "again"),
    ])
  func named(beginning: String, kind: String, remedy: String) throws {
    let error = try #require(
      throws: ImageError.self
    ) { try PixelBuffer(decoding: Array(beginning.utf8)) }
    let message = error.message(for: "a.jpg")
    #expect(message.hasPrefix("a.jpg is "))
    #expect(message.contains(kind) && message.contains(remedy) && message.hasSuffix("."))
    #expect(error.exitCode == 65)
  }

  @Test("names that promise a picture")
  func names() {
    for name in ["a.jpg", "a.PNG", "b.webp", "c.TIF", "d.heic", "e.gif"] {
      #expect(ImageFormat.isPicture(named: name))
    }
    for name in ["a.txt", "jpg", "README.pdf", "index.html", "a.custos"] {
      #expect(!ImageFormat.isPicture(named: name))
    }
  }
}
