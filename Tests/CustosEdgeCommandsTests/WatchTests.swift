import CustosImage
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

@Suite("custos-edge watch")
struct WatchTests {
  private func objects(_ outcome: BuiltProgram.Outcome) throws -> [[String: Any]] {
    try outcome.lines.map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test("the boxes of a file's picture are read as classify reads them")
  func file() throws {
    let bench = try Workbench()
    let watched = try EdgeTool.run([
      "watch", "--model", bench.model, "--camera", "file:" + bench.page, "--boxes", bench.boxes,
    ])
    let classified = try EdgeTool.run([
      "classify", "--model", bench.model, "--page", bench.page, "--boxes", bench.boxes,
    ])
    #expect(watched.exitCode == 0)
    #expect(watched.lines.map { $0.split(separator: "\t")[1] } == classified.lines.map { $0[...] })
    #expect(watched.error.contains("1 pictures read"))
  }

  @Test("JSON lines tell frame, box, label, filter and latency")
  func json() throws {
    let bench = try Workbench()
    let outcome = try EdgeTool.run([
      "watch", "--model", bench.model, "--camera", "fake:\(bench.page)@50", "--frames", "6",
      "--box", "10,20,30,50", "--box", "50,60,12,12", "--format", "jsonl", "--steady", "2/3",
    ])
    #expect(outcome.exitCode == 0)
    let lines = try objects(outcome)
    #expect(lines.count == 12)
    for (index, line) in lines.enumerated() {
      #expect(line["schema"] as? String == "custos.result/1")
      #expect(line["seq"] as? Int == index)
      let frame = try #require(line["frame"] as? [String: Any])
      #expect(frame["width"] as? Int == 100 && frame["height"] as? Int == 120)
      #expect((frame["age_us"] as? Int ?? 0) > 0)
      let latency = try #require(line["latency_us"] as? [String: Any])
      for part in ["decode", "find", "preprocess", "inference"] { #expect(latency[part] is Int) }
      let steady = try #require(line["steady"] as? [String: Any])
      #expect(steady["of"] as? Int == min(3, index / 2 + 1))
      if index >= 2 { #expect(steady["label"] as? String == line["label"] as? String) }
    }
    #expect(lines[0]["box"] as? [Int] == [10, 20, 40, 70])
  }

  @Test("pictures without a symbol give no lines, and after some it is said once")
  func nothingFound() throws {
    let bench = try Workbench()
    let blank = bench.folder.file("blank.png")
    try PixelBuffer(width: 200, height: 150, pixels: [UInt8](repeating: 230, count: 90_000))
      .write(to: blank, replacing: false)
    let outcome = try EdgeTool.run([
      "watch", "--model", bench.model, "--camera", "fake:\(blank)@200", "--frames", "45",
      "--find-symbols",
    ])
    #expect(outcome.exitCode == 0 && outcome.lines.isEmpty)
    #expect(outcome.error.components(separatedBy: "No symbol in the last 20 pictures").count == 2)
    #expect(outcome.error.contains("45 pictures read"))
  }

  @Test("a detector's boxes on standard input are read in their picture")
  func streamed() throws {
    let bench = try Workbench()
    let line = #"{"frame": 0, "boxes": [{"box": [10, 20, 40, 70], "class": "minima"}]}"#
    let outcome = try EdgeTool.run(
      ["watch", "--model", bench.model, "--camera", "file:" + bench.page, "--boxes", "-"],
      input: Data(("nonsense\n" + line + "\n").utf8))
    #expect(outcome.exitCode == 0)
    #expect(outcome.lines.count == 1)
    #expect(outcome.error.contains("standard input, line 1"))
    let named = try EdgeTool.run(
      ["watch", "--model", bench.model, "--camera", "file:" + bench.page, "--boxes", "-"],
      input: Data(#"{"frame": "other.png", "boxes": []}"#.utf8))
    #expect(named.error.contains("No boxes came for 1 pictures"))
  }

  @Test("the crop follows the music's size, which the model must know")
  func staffSpace() throws {
    let bench = try Workbench()
    let arguments = ["--camera", "file:" + bench.page, "--staff-space", "8", "--format", "jsonl"]
    let unknown = try EdgeTool.run(["watch", "--model", bench.model] + arguments)
    #expect(unknown.exitCode == 65)
    #expect(unknown.error.contains("does not say how large the music was"))
    let model = bench.folder.file("scaled.custos")
    try FileSystem.write(SmallModel.bytes(staffSpace: 4), to: model, replacing: false)
    let line = try #require(
      try objects(EdgeTool.run(["watch", "--model", model] + arguments)).first)
    #expect(line["scale"] as? Double == 2)
    #expect(line["staff_space"] as? Double == 8)
    #expect(line["box"] as? [Int] == [26, 12, 74, 108])
  }

  @Test("SIGTERM ends it in order, SIGHUP takes a new model or keeps the old one")
  func signals() throws {
    let bench = try Workbench()
    let arguments = ["watch", "--model", bench.model, "--camera", "fake@50"]
    let ended = try BuiltProgram(named: "custos-edge").run(
      arguments, interruption: .init(signal: SIGTERM, milliseconds: 700))
    #expect(ended.exitCode == 0)
    #expect(ended.error.contains("pictures read"))
    let script = """
      "$0" "$@" & child=$!; sleep 1; cp good.custos "$MODEL.new"; mv "$MODEL.new" "$MODEL"
      kill -HUP $child; sleep 1; head -c 100 good.custos > "$MODEL.new"; mv "$MODEL.new" "$MODEL"
      kill -HUP $child; sleep 1; kill -TERM $child; wait $child
      """
    try FileSystem.write(
      SmallModel.bytes(selfTests: 3), to: bench.folder.file("good.custos"), replacing: false)
    let reloaded = try BuiltProgram(path: "/bin/sh").run(
      ["-c", "cd \(bench.folder.path)\n" + script, BuiltProgram(named: "custos-edge").path]
        + arguments, environment: ["MODEL": bench.model])
    #expect(reloaded.exitCode == 0)
    #expect(reloaded.error.contains("The model small"))
    #expect(reloaded.error.contains("The old model stays"))
  }

  @Test("cameras that are not there, and streams that are not what was said")
  func failures() throws {
    let bench = try Workbench()
    func run(_ camera: String, _ input: [UInt8] = []) throws -> BuiltProgram.Outcome {
      try EdgeTool.run(["watch", "--model", bench.model, "--camera", camera], input: Data(input))
    }
    for (camera, code, words) in [
      ("nothing", 64, "--camera must be"), ("rtsp://me:secret@a/", 64, "ffmpeg -i ADDRESS"),
      ("https://a/", 64, "stdin:mjpeg"), ("http://127.0.0.1:9/", 69, "http://127.0.0.1:9/"),
      ("file:/nowhere.png", 66, "/nowhere.png"),
      ("dir:/nowhere", 66, "/nowhere"), ("v4l2:/dev/nowhere", 69, "/dev/nowhere"),
      ("stdin:mjpeg", 65, "before a whole picture"),
      ("stdin:yuv420:64x48", 65, "before a whole picture"),
    ] {
      let outcome = try run(camera)
      #expect(outcome.exitCode == Int32(code), "\(camera): \(outcome.error)")
      #expect(outcome.error.contains(words), "\(camera): \(outcome.error)")
    }
    let noise = try run("stdin:mjpeg", [UInt8](repeating: 0x55, count: 10_000))
    #expect(noise.exitCode == 65)
    let cut = try run("stdin:yuv420:64x48", [UInt8](repeating: 0x55, count: 64 * 48 * 3 / 2 + 7))
    #expect(cut.exitCode == 0)
    #expect(cut.error.contains("7 bytes are left over"))
    try FileSystem.write(
      [UInt8](repeating: 9, count: 99), to: bench.folder.file("a.jpg"), replacing: false)
    let damaged = try run("file:" + bench.folder.file("a.jpg"))
    #expect(damaged.exitCode == 65)
    #expect(damaged.error.contains("a.jpg"))
  }

  @Test("options that do not fit together are refused")
  func usage() throws {
    let bench = try Workbench()
    for arguments in [
      ["--box", "1,2,3"], ["--box", "1,2,0,4"], ["--box", "1,2,3,4", "--find-symbols"],
      ["--steady", "3"], ["--steady", "4/3"], ["--steady", "0/3"], ["--size", "100"],
      ["--frames", "0"], ["--staff-space", "wide"], ["--threshold", "2"],
      ["--rotate", "45"], ["--crop", "1,2,3"], ["--gain", "2"], ["--crop", "0,0,9999,9"],
    ] {
      let outcome = try EdgeTool.run(
        ["watch", "--model", bench.model, "--camera", "fake"] + arguments)
      #expect(outcome.exitCode == 64, "\(arguments): \(outcome.error)")
    }
    let both = try EdgeTool.run([
      "watch", "--model", bench.model, "--camera", "stdin:mjpeg", "--boxes", "-",
    ])
    #expect(both.exitCode == 64)
  }

  @Test(
    "an end that was asked for is 0 whatever was damaged, and only damage is said within seconds")
  func damage() throws {
    let bench = try Workbench()
    let folder = bench.folder.file("mixed")
    try FileSystem.createDirectories(folder)
    let good = try bench.picture(width: 64, height: 48, seed: 3).encoded(as: .jpeg)
    try FileSystem.write(good, to: folder + "/a.jpg", replacing: false)
    try FileSystem.write(Array(good.prefix(200)), to: folder + "/b.jpg", replacing: false)
    let arguments = ["watch", "--model", bench.model, "--camera"]
    let mixed = try EdgeTool.run(
      arguments + ["fake:\(folder)@50", "--frames", "5", "--box", "900,0,5,5"])
    #expect(mixed.exitCode == 0)
    #expect(mixed.error.contains("Boxes left out"))
    #expect(!mixed.error.contains("0 damaged"))
    let bad = try BuiltProgram(named: "custos-edge").run(
      arguments + ["fake:\(folder)/b.jpg@20"],
      interruption: .init(signal: SIGTERM, milliseconds: 5500))
    #expect(bad.exitCode == 0)
    #expect(bad.error.components(separatedBy: "Every picture of the last 3 s").count == 2)
    let ended = try EdgeTool.run(arguments + ["file:\(folder)/b.jpg"])
    #expect(ended.exitCode == 65)
  }
}
