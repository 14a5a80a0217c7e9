import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

/// `custos deploy` against a real sshd on the loopback.
@Suite(
  .serialized,
  .enabled(if: SSHServer.absence == nil, Comment(rawValue: SSHServer.absence ?? "")))
struct DeployTests {
  private let server: SSHServer
  private let user: String
  private let model: String
  private let package: String

  init() throws {
    server = try SSHServer()
    user = NSUserName() + "@127.0.0.1"
    model = server.folder.file("new.custos")
    try FileSystem.write(SmallModel.bytes(), to: model, replacing: false)
    package = server.folder.file("custos-edge.deb")
    try Self.makePackage(package, version: "1.2.3", in: server.folder)
  }

  private static func makePackage(
    _ path: String, version: String, name: String = "custos-edge", in folder: TemporaryFolder
  ) throws {
    let tree = folder.file("tree-" + UUID().uuidString)
    try FileSystem.createDirectories(tree + "/DEBIAN")
    try FileSystem.write(
      """
      Package: \(name)
      Version: \(version)
      Architecture: arm64
      Maintainer: Test <test@invalid.invalid>
      Description: test

      """, to: tree + "/DEBIAN/control", replacing: false)
    let outcome = try BuiltProgram(path: "/usr/bin/dpkg-deb").run(["--build", tree, path])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
  }

  private func deploy(
    _ more: String..., model: String? = nil, to other: SSHServer? = nil
  ) throws -> BuiltProgram.Outcome {
    let server = other ?? self.server
    return try BuiltProgram(named: "custos").run(
      [
        "deploy", user, model ?? self.model, "--port", "\(server.port)", "--identity",
        server.identity, "--ssh-config", server.configuration, "--remote-model", server.model,
      ] + more)
  }

  private func expectNothingLeft(location: SourceLocation = #_sourceLocation) throws {
    let names = try FileSystem.list(server.folder.file("board"))
    #expect(!names.contains("model.custos.new"), sourceLocation: location)
  }

  @Test func packageAndModelArrive() throws {
    try server.write("old", to: "board/model.custos")
    try server.write("", to: "active")
    let outcome = try deploy("--package", package)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.output.contains("the service runs with it"))
    #expect(outcome.error.contains("Installing custos-edge 1.2.3 (there: none)"))
    #expect(try FileSystem.read(server.model) == FileSystem.read(model))
    #expect(server.text("board/model.custos.previous") == "old\n")
    #expect(server.text("version") == "1.2.3\n")
    #expect(server.text("restarts") == "restart\n")
    #expect(server.text("sudo.log").contains("dpkg"))
    try expectNothingLeft()

    let again = try deploy("--package", package)
    #expect(again.exitCode == 0, "\(again.error)")
    #expect(again.error.contains("custos-edge 1.2.3 is there"))
    #expect(server.text("dpkg.log").split(separator: "\n").count == 1)
  }

  @Test func aServiceThatDoesNotRunIsNotStarted() throws {
    let outcome = try deploy()
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.output.contains("systemctl enable --now custos-edge"))
    #expect(server.text("restarts") == "")
  }

  @Test func aMissingServiceManagerIsSaid() throws {
    let server = try SSHServer(hasServiceManager: false)
    let outcome = try deploy(to: server)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.output.contains("there is no systemctl"))
  }

  @Test func aModelThatFailsItsSelfTestChangesNothing() throws {
    try server.write("old", to: "board/model.custos")
    try server.write("", to: "active")
    let wrong = server.folder.file("wrong.custos")
    try FileSystem.write(SmallModel.bytes(wrongSelfTests: true), to: wrong, replacing: false)
    let outcome = try deploy(model: wrong)
    #expect(outcome.exitCode == 1)
    #expect(outcome.error.contains("self-test"))
    #expect(server.text("board/model.custos") == "old\n")
    #expect(server.text("restarts") == "")
    try expectNothingLeft()
  }

  @Test func theFormerModelComesBackWhenTheServiceDoesNotStart() throws {
    let former = try SmallModel.bytes(selfTests: 1)
    try FileSystem.write(former, to: server.model, replacing: false)
    try server.write("", to: "active")
    try server.write("self-test patches.1$", to: "accepted")
    let outcome = try deploy()
    #expect(outcome.exitCode == 69)
    #expect(outcome.error.contains("Job for custos-edge.service failed."))
    #expect(outcome.error.contains("former model is back and the service runs with it"))
    #expect(try FileSystem.read(server.model) == former)
    #expect(server.text("restarts") == "restart\nrestart\n")
  }

  @Test func aDamagedCopyIsNoticed() throws {
    try server.makeTool("sha256sum", "exit 1")
    let outcome = try deploy()
    #expect(outcome.exitCode == 74)
    #expect(outcome.error.contains("SHA-256"))
    #expect(FileSystem.kind(of: server.model) == .missing)
  }

  @Test func unsuitableMachinesAreRefused() throws {
    try server.makeTool("sudo", "exit 1")
    let withoutRights = try deploy()
    #expect(withoutRights.exitCode == 69)
    #expect(withoutRights.error.contains("sudo without a password"))
    try server.makeTool("uname", "echo armv7l")
    let narrow = try deploy()
    #expect(narrow.exitCode == 69)
    #expect(narrow.error.contains("armv7l"))
    #expect(FileSystem.kind(of: server.model) == .missing)
  }

  @Test func aFailedInstallationIsTold() throws {
    try server.makeTool("dpkg", "echo 'dpkg: error: disk full' >&2; exit 1")
    let outcome = try deploy("--package", package)
    #expect(outcome.exitCode == 73)
    #expect(outcome.error.contains("dpkg: error: disk full"))
    #expect(FileSystem.kind(of: server.model) == .missing)
  }

  @Test func aClosedDoorIsTold() throws {
    try server.write("", to: "authorized_keys")
    let outcome = try deploy()
    #expect(outcome.exitCode == 69)
    #expect(outcome.error.contains("Permission denied"))
    #expect(outcome.error.contains("ssh-copy-id"))
  }

  @Test func badFilesAreRefusedBeforeAnythingIsSent() throws {
    let other = server.folder.file("other.deb")
    try Self.makePackage(other, version: "1", name: "other", in: server.folder)
    for (file, code) in [(other, 65), (model, 65), (server.folder.file("nowhere"), 66)] {
      let outcome = try deploy("--package", file)
      #expect(outcome.exitCode == Int32(code), "\(outcome.error)")
      #expect(outcome.error.contains(file))
    }
    #expect(try deploy(model: package).exitCode == 65)
    #expect(try BuiltProgram(named: "custos").run(["deploy", "-x", model]).exitCode == 64)
    #expect(FileSystem.kind(of: server.model) == .missing)
  }

  @Test func aDryRunOnlyPrints() throws {
    let outcome = try deploy("--package", package, "--dry-run")
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    for part in ["scp ", "ssh ", "dpkg", "selftest", "systemctl restart", "sha256sum"] {
      #expect(outcome.output.contains(part), "\(part)")
    }
    #expect(FileSystem.kind(of: server.model) == .missing)
  }
}
