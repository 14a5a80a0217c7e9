import CustosPlatform
import CustosTestSupport
import Testing

/// `custos train --weights`: what is asked for and what is refused.
@Suite struct StartingWeightsCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func train(_ model: String, _ options: String...) throws -> BuiltProgram.Outcome {
    try BuiltProgram(named: "custos").run(
      [
        "train", "--model-name", model, "--height", "96", "--width", "96", "--data",
        folder.file("nowhere"), "-o", folder.file("output"),
      ] + options)
  }

  /// Networks that the original system starts from ImageNet's weights ask for a choice.
  @Test(arguments: [
    ("vgg16", "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    ("res_net_50", "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    ("dense_net_201", "densenet201_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    (
      "inception_resnet_v2_pretrained",
      "inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5"
    ),
  ])
  func theFileIsNamed(model: String, file: String) throws {
    let asked = try train(model)
    #expect(asked.exitCode == 64)
    #expect(asked.error.contains("~/.keras/models/\(file)"), "\(asked.error)")
    #expect(asked.error.contains("--weights none"))
    let none = try train(model, "--weights", "none")
    #expect(none.exitCode == 66 && none.error.contains("nowhere"), "\(none.error)")
    #expect(folder.names == [])
  }

  @Test func othersStartFromScratch() throws {
    for model in ["vgg4", "inception_resnet_v2"] {
      let outcome = try train(model)
      #expect(outcome.exitCode == 66 && outcome.error.contains("nowhere"), "\(outcome.error)")
    }
  }

  /// The weights are looked at before the pictures.
  @Test func foreignFilesAreRefused() throws {
    let path = folder.file("weights")
    let missing = try train("vgg16", "--weights", path)
    #expect(missing.exitCode == 66 && missing.error.contains(path), "\(missing.error)")
    for (bytes, text) in [
      (Array("no weights at all".utf8), "no safetensors file"),
      ([0x89] + Array("HDF\r\n\u{1A}\n".utf8) + [UInt8](repeating: 0, count: 99), "HDF5"),
      (Array("PK\u{3}\u{4} and no more".utf8), "zip archive"), ([], "too few"),
    ] {
      try FileSystem.write(bytes, to: path, replacing: true)
      let outcome = try train("vgg16", "--weights", path)
      #expect(outcome.exitCode == 65, "\(outcome.error)")
      #expect(outcome.error.contains(path) && outcome.error.contains(text), "\(outcome.error)")
      #expect(outcome.error.split(separator: "\n").count == 1)
    }
    #expect(folder.names == ["weights"])
  }

  @Test func aResumedRunHasItsWeights() throws {
    let outcome = try BuiltProgram(named: "custos").run([
      "train", "--resume", folder.path, "--weights", "none",
    ])
    #expect(outcome.exitCode == 64 && outcome.error.contains("--weights"), "\(outcome.error)")
  }
}
