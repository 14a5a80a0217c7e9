import CustosPlatform

enum FileCopy {
  static func copy(_ source: String, to target: String) throws {
    try FileSystem.write(FileSystem.read(source), to: target, replacing: false)
  }
}
