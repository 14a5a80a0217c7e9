import CustosPlatform
import CustosTestSupport
import Testing

@Suite struct OutputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func append(_ text: String, to file: inout OutputFile) throws {
    try file.append(Array(text.utf8).span.bytes)
  }

  @Test func piecesAppearTogether() throws {
    let path = folder.file("data")
    var file = try OutputFile(path, replacing: false)
    try append("one ", to: &file)
    #expect(FileSystem.kind(of: path) == .missing)
    try append("two", to: &file)
    try file.commit()
    #expect(try FileSystem.read(path) == Array("one two".utf8))
    #expect(try FileSystem.list(folder.path) == ["data"])
  }

  @Test func whatIsNotFinishedLeavesNothing() throws {
    let path = folder.file("data")
    try FileSystem.write("old", to: path, replacing: false)
    do {
      var file = try OutputFile(path, replacing: true)
      try append("new", to: &file)
    }
    #expect(try FileSystem.read(path) == Array("old".utf8))
    #expect(try FileSystem.list(folder.path) == ["data"])
  }

  @Test func aFileThatAppearsMeanwhileIsNotReplaced() throws {
    let path = folder.file("data")
    var file = try OutputFile(path, replacing: false)
    try append("mine", to: &file)
    try FileSystem.write("theirs", to: path, replacing: false)
    #expect(throws: PlatformError.exists(path: path)) { try file.commit() }
    #expect(try FileSystem.read(path) == Array("theirs".utf8))
    #expect(try FileSystem.list(folder.path) == ["data"])
  }

  @Test func temporariesOfKilledProcessesAreRemoved() throws {
    for name in [".custos-1-2.tmp", ".custos-99-0.tmp", ".custos", "x.tmp", "data"] {
      try FileSystem.write("x", to: folder.file(name), replacing: false)
    }
    try FileSystem.removeTemporaries(in: folder.path)
    #expect(try FileSystem.list(folder.path) == [".custos", "data", "x.tmp"])
  }

  @Test func aFolderHasOneHolder() throws {
    do {
      let lock = try FolderLock(folder.path)
      let error = #expect(throws: PlatformError.self) { _ = try FolderLock(folder.path) }
      #expect(error == .inUse(path: folder.path))
      #expect(error?.exitCode == 75)
      #expect(error?.message.contains(folder.path) == true)
      withExtendedLifetime(lock) {}
    }
    _ = try FolderLock(folder.path)
    let absent = folder.file("absent")
    #expect(throws: PlatformError.cannotRead(path: absent, errorNumber: 2)) {
      _ = try FolderLock(absent)
    }
  }
}
