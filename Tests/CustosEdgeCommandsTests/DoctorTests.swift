import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

@testable import CustosCamera
@testable import CustosEdgeCommands

@Suite("custos-edge doctor")
struct DoctorTests {
  /// A made-up system's files.
  private func board(_ files: [String: String]) throws -> [Check] {
    let folder = try TemporaryFolder()
    for (path, text) in files {
      try FileSystem.createDirectories(Path.directory(folder.file(path)))
      try FileSystem.write(text, to: folder.file(path), replacing: false)
    }
    return BoardChecks.all(root: folder.path)
  }

  private func check(_ name: String, _ checks: [Check]) throws -> Check {
    try #require(checks.first { $0.name == name })
  }

  private let firmware = "sys/bus/platform/drivers/raspberrypi-firmware/soc:firmware/get_throttled"

  @Test("a healthy board")
  func healthy() throws {
    let checks = try board([
      "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
      "etc/os-release": "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
      "proc/sys/kernel/osrelease": "6.6.31+rpt-rpi-2712\n",
      "proc/meminfo": "MemTotal:        8255664 kB\nMemAvailable:    7112340 kB\n",
      "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "ondemand\n",
      "sys/class/thermal/thermal_zone0/temp": "48300\n", firmware: "0\n",
    ])
    #expect(checks.filter { $0.state == .problem }.isEmpty)
    #expect(try check("system", checks).found == "Debian GNU/Linux 12 (bookworm)")
    #expect(try check("memory", checks).found == "6945 of 8062 MB available")
    #expect(try check("temperature", checks) == .ok("temperature", "48.3 degrees Celsius"))
    #expect(try check("throttling", checks).state == .ok)
  }

  @Test("each problem comes with its remedy")
  func problems() throws {
    let checks = try board([
      "proc/self/cgroup": "0::/x\n", "sys/fs/cgroup/x/cpu.max": "50000 100000\n",
      "proc/meminfo": "MemTotal:  425000 kB\nMemAvailable:  90000 kB\n",
      "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
      "sys/class/thermal/thermal_zone0/temp": "82000\n", firmware: "50005\n",
    ])
    #expect(try check("cpus", checks).found.contains("a quota of 0.50 CPUs: 1 thread by"))
    for name in ["memory", "governor", "temperature", "throttling"] {
      let found = try check(name, checks)
      #expect(found.state == .problem && found.remedy != nil)
    }
    #expect(try check("throttling", checks).remedy?.contains("power supply") == true)
  }

  @Test("what the system does not tell is unknown")
  func unknown() throws {
    let checks = try board([:])
    for name in ["board", "system", "kernel", "memory", "governor", "clock", "temperature"] {
      #expect(try check(name, checks).state == .unknown)
    }
    #expect(try check("throttling", checks).state == .unknown)
  }

  @Test("a missing camera is a problem only where there is no other")
  func cameras() {
    let device = CameraFinder.Device(path: "/dev/video0", driver: "uvcvideo", name: "A camera")
    func usb(_ devices: [CameraFinder.Device], _ failure: CameraError? = nil) -> Check {
      CameraChecks.usb(devices, isNeeded: true) { _ in failure }
    }
    #expect(CameraChecks.port(.found(["imx708"]), isNeeded: true).state == .ok)
    #expect(CameraChecks.port(.found([]), isNeeded: true).state == .problem)
    #expect(CameraChecks.port(.found([]), isNeeded: false).state == .ok)
    #expect(CameraChecks.port(.noProgram, isNeeded: true).remedy?.contains("apt") == true)
    #expect(CameraChecks.port(.unknown("no answer"), isNeeded: true).state == .unknown)
    #expect(usb([device]) == .ok("usb camera", "/dev/video0 (A camera, uvcvideo)"))
    #expect(usb([device], .busy(name: "/dev/video0")).state == .ok)
    let full = usb(
      [device], .device(path: "/dev/video0", step: "start", detail: "no room", remedy: "Less."))
    #expect(full.state == .problem && full.remedy == "Less." && full.found.contains("no room"))
    let other = CameraFinder.Device(
      path: "/dev/video2", driver: "uvcvideo", name: "B", lastingPath: "/dev/v4l/by-id/b")
    #expect(usb([device, other]).found.contains("v4l2:/dev/v4l/by-id/b"))
    let barred = CameraChecks.port(.failing(["imx219"], "no dmaHeap"), isNeeded: false)
    #expect(barred.state == .problem && barred.found.contains("dmaHeap"))
    #expect(barred.remedy?.contains("group video") == true)
  }

  @Test("the verb prints a line a check, and damaged models are problems")
  func verb() throws {
    let bench = try Workbench()
    let text = try EdgeTool.run(["doctor", "--model", bench.model])
    #expect(text.lines.contains { $0.hasPrefix("ok\tmodel\tsmall, ") })
    #expect(text.lines.contains { $0.hasPrefix("ok\tselftest\t2 patches exact") })
    let json = try EdgeTool.run(["doctor", "--format", "jsonl"])
    let names = try json.lines.map { line in
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["schema"] as? String == "custos.doctor/1")
      return object["name"] as? String
    }
    #expect(names.contains("camera port") && names.contains("usb camera"))
    try FileSystem.write(
      SmallModel.bytes(wrongSelfTests: true), to: bench.folder.file("wrong.custos"),
      replacing: false)
    let wrong = try EdgeTool.run(["doctor", "--model", bench.folder.file("wrong.custos")])
    #expect(wrong.exitCode == 1)
    #expect(wrong.output.contains("problem\tselftest"))
    let missing = try EdgeTool.run(["doctor", "--model", "nowhere.custos"])
    #expect(missing.exitCode == 1)
    #expect(missing.output.contains("problem\tmodel\tnowhere.custos does not exist"))
  }
}
