import CustosPlatform
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@Suite struct FileSystemTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
  func whatIsWrittenIsRead(count: Int) throws {
    var random = SeededRandom(seed: 1)
    let bytes = random.bytes(count)
    let path = folder.file("data")
    try FileSystem.write(bytes, to: path, replacing: false)
    #expect(try FileSystem.read(path) == bytes)
    let mapped = try MappedFile(path)
    let copy = mapped.withBytes { [UInt8](copying: $0) }
    #expect(copy == bytes)
    #expect(folder.names == ["data"])
  }

  @Test func anExistingFileIsOnlyReplacedOnRequest() throws {
    let path = folder.file("data")
    try FileSystem.write("old", to: path, replacing: false)
    #expect(throws: PlatformError.exists(path: path)) {
      try FileSystem.write("new", to: path, replacing: false)
    }
    #expect(try FileSystem.read(path) == Array("old".utf8))
    try FileSystem.write("new", to: path, replacing: true)
    #expect(try FileSystem.read(path) == Array("new".utf8))
    #expect(folder.names == ["data"])
  }

  @Test func aMissingFolderIsNamedAndNothingIsCreated() throws {
    let path = folder.file("absent/data")
    let error = #expect(throws: PlatformError.self) {
      try FileSystem.write("x", to: path, replacing: true)
    }
    #expect(error == .cannotCreate(path: path, errorNumber: 2))
    #expect(error?.exitCode == 73)
    #expect(error?.message.contains(path) == true)
    #expect(folder.names.isEmpty)
  }

  @Test func aFolderCannotBeOverwritten() throws {
    #expect(throws: PlatformError.cannotCreate(path: folder.path, errorNumber: 21)) {
      try FileSystem.write("x", to: folder.path, replacing: true)
    }
  }

  @Test func aFullDiskGivesAnErrorAndADeviceStays() throws {
    let error = #expect(throws: PlatformError.self) {
      try FileSystem.write("x", to: "/dev/full", replacing: true)
    }
    #expect(error == .cannotWrite(path: "/dev/full", errorNumber: 28))
    #expect(error?.exitCode == 74)
    #expect(
      error?.message == "/dev/full cannot be written: No space left on device; make room for it or "
        + "choose another place.")
    try FileSystem.write("x", to: "/dev/null", replacing: true)
    #expect(FileSystem.kind(of: "/dev/null") == .other)
  }

  @Test func aLinkStaysALink() throws {
    let target = folder.file("target")
    let link = folder.file("link")
    try FileSystem.write("old", to: target, replacing: false)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    try FileSystem.write("new", to: link, replacing: true)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try FileSystem.read(target) == Array("new".utf8))
  }

  @Test func aLinkThatLeadsNowhereIsReplacedOnRequest() throws {
    let link = folder.file("link")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: folder.file("absent"))
    #expect(throws: PlatformError.exists(path: link)) {
      try FileSystem.write("new", to: link, replacing: false)
    }
    try FileSystem.write("new", to: link, replacing: true)
    #expect(folder.names == ["link"])
    #expect(try FileSystem.read(link) == Array("new".utf8))
  }

  @Test func readersNeverSeeAHalfWrittenFile() throws {
    let path = folder.file("data")
    let contents = [[UInt8](repeating: 1, count: 200_000), [UInt8](repeating: 2, count: 100_000)]
    try FileSystem.write(contents[0], to: path, replacing: false)
    let writer = Thread {
      for round in 0..<40 { try? FileSystem.write(contents[round % 2], to: path, replacing: true) }
    }
    writer.start()
    let deadline = Date().addingTimeInterval(120)
    while !writer.isFinished, Date() < deadline {
      #expect(try contents.contains(FileSystem.read(path)))
    }
    #expect(writer.isFinished, "40 files are written within two minutes")
    #expect(folder.names == ["data"])
  }

  @Test func missingAndWrongKindsOfFiles() throws {
    let absent = folder.file("absent")
    #expect(FileSystem.kind(of: absent) == .missing)
    #expect(FileSystem.kind(of: folder.path) == .directory)
    try FileSystem.write("x", to: folder.file("file"), replacing: false)
    #expect(FileSystem.kind(of: folder.file("file/below")) == .missing)
    // What cannot be looked at is there all the same, and reading it tells why.
    let loop = folder.file("loop")
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    #expect(FileSystem.kind(of: loop) == .other)
    #expect(throws: PlatformError.cannotRead(path: loop, errorNumber: ELOOP)) {
      try FileSystem.read(loop)
    }
    let error = #expect(throws: PlatformError.self) { try FileSystem.read(absent) }
    #expect(error?.exitCode == 66)
    #expect(error?.message == "\(absent) does not exist; check the path.")
    #expect(throws: PlatformError.cannotRead(path: folder.path, errorNumber: 21)) {
      try FileSystem.read(folder.path)
    }
    #expect(throws: PlatformError.cannotRead(path: folder.path, errorNumber: 21)) {
      _ = try MappedFile(folder.path)
    }
    #expect(throws: PlatformError.self) { _ = try MappedFile(absent) }
  }

  @Test func foldersAreCreatedAndListedInByteOrder() throws {
    let deep = folder.file("a/b//c/")
    try FileSystem.createDirectories(deep)
    try FileSystem.createDirectories(deep)
    #expect(FileSystem.kind(of: folder.file("a/b/c")) == .directory)
    for name in ["b.png", "B.png", "ä.png", ".hidden"] {
      try FileSystem.write("", to: folder.file("a/" + name), replacing: false)
    }
    #expect(try FileSystem.list(folder.file("a")) == [".hidden", "B.png", "b", "b.png", "ä.png"])
    #expect(throws: PlatformError.self) { try FileSystem.list(folder.file("absent")) }
    #expect(throws: PlatformError.cannotCreate(path: folder.file("a/b.png/c"), errorNumber: 20)) {
      try FileSystem.createDirectories(folder.file("a/b.png/c"))
    }
    try FileSystem.remove(folder.file("a/b.png"))
    #expect(FileSystem.kind(of: folder.file("a/b.png")) == .missing)
    let absent = folder.file("a/b.png")
    let error = #expect(throws: PlatformError.cannotRemove(path: absent, errorNumber: 2)) {
      try FileSystem.remove(absent)
    }
    #expect(error?.message.hasPrefix("\(absent) cannot be deleted: No such file") == true)
  }
}
