import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

/// Names of entries: what is passed over, and what gets its sentence.
@Suite struct EntryNameTests {
  @Test(arguments: [
    ".DS_Store", "._a.png", ".", "a.png~", "Thumbs.db", "THUMBS.DB", "desktop.ini", "Desktop.ini",
    "@eaDir", "@EADIR", "#recycle", "@Recycle", "$RECYCLE.BIN", "$Recycle.Bin", "#snapshot",
    "System Volume Information", "lost+found", "__MACOSX", "Icon\r",
  ])
  func leftoversArePassedOver(name: String) { #expect(EntryName.isLeftover(name)) }

  @Test(arguments: [
    "a.png", "L3", "thumbs", "db", "Thumbs.db.png", "eaDir", "lost", "lost+found2", "~a.png",
    "Icon",
    "information", "d", "#", "@", "ä",
  ])
  func otherNamesAreNot(name: String) { #expect(!EntryName.isLeftover(name)) }

  @Test func namesThatBreakALine() {
    for name in [
      "a\nb", "a\tb", "\u{1B}[2J", "a\r", "a\u{85}b", "a\u{2028}", "a\u{2029}", "\u{7F}",
    ] {
      #expect(EntryName.breaksLine(name))
    }
    for name in ["a b", "é", "e\u{301}", "\u{2027}", "a;b", "\u{FFFD}"] {
      #expect(!EntryName.breaksLine(name))
    }
  }

  /// What lies in a folder, with the sentence about it or nil where it can be read.
  @Test func entriesAreLookedAt() throws {
    let folder = try TemporaryFolder()
    for name in ["a.png", "b\nc.png", "latin"] {
      try FileSystem.write("x", to: folder.file(name), replacing: false)
    }
    #expect(OddNames.rename(folder.file("latin"), to: [0x72, 0xE9, 0x2E, 0x70, 0x6E, 0x67]))
    #expect(OddNames.makePipe(folder.file("pipe.png")))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.png"), withDestinationPath: "nowhere")
    var faults: [EntryFault?] = []
    for name in try FileSystem.entries(folder.path) {
      do throws(PlatformError) {
        #expect(try FileSystem.usableKind(of: folder.file(name)) == .file)
        faults.append(nil)
      } catch {
        guard case .unusable(_, let fault) = error else {
          Issue.record("\(error.message)")
          continue
        }
        #expect(error.message.allSatisfy { $0 != "\n" })
        #expect(error.exitCode == 65 || error.exitCode == 66)
        faults.append(fault)
      }
    }
    #expect(faults == [nil, .nameBreaksLine, .danglingLink, .notAFile, .nameNotUTF8])
  }

  @Test func aPathThatIsNotUTF8IsNamedAsThat() throws {
    let error = PlatformError.cannotRead(path: "r\u{FFFD}.png", errorNumber: 2)
    #expect(error.message.hasSuffix("because its name is not UTF-8; rename it."))
    let folder = try TemporaryFolder()
    for create in [
      { _ = try OutputFile(folder.file("r\u{FFFD}"), replacing: true) },
      { try FileSystem.createDirectories(folder.file("r\u{FFFD}/a")) },
    ] {
      let refused = #expect(throws: PlatformError.self) { try create() }
      #expect(refused?.message.hasSuffix("its name is not UTF-8; choose another name.") == true)
      #expect(refused?.exitCode == 73)
    }
    #expect(folder.names.isEmpty)
    #expect(
      PlatformError.cannotRead(path: "r.png", errorNumber: 2).message.contains("does not exist"))
  }
}
