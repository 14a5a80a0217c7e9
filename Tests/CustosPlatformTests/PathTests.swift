import CustosPlatform
import Testing

@Suite struct PathTests {
  @Test func components() {
    #expect(Path.lastComponent("pages/page.png") == "page.png")
    #expect(Path.lastComponent("page.png") == "page.png")
    #expect(Path.directory("pages/page.png") == "pages")
    #expect(Path.directory("/page.png") == "/")
    #expect(Path.directory("page.png") == ".")
    #expect(Path.join("pages", "a") == "pages/a")
    #expect(Path.join("pages/", "a") == "pages/a")
    #expect(Path.join("", "a") == "a")
  }

  @Test(arguments: [
    ("a.png", "a.png"), ("./pages//./a.png", "pages/a.png"), ("/./a", "/a"), ("../a", "../a"),
    ("pages/", "pages"), ("/", "/"),
  ])
  func simplified(path: String, expected: String) {
    #expect(Path.simplified(path) == expected)
  }

  @Test(arguments: [
    ("A.JPG", "jpg"), ("pages.x/b.JpEg", "jpeg"), ("a.tar.gz", "gz"), ("none", ""),
    ("d.x/none", ""),
    (".png", ""), ("end.", ""),
  ])
  func extensions(path: String, expected: String) {
    #expect(Path.lowercasedExtension(path) == expected)
  }
}
