public import CustosPages
import Foundation

extension PageTrainingRun {
  /// The pages of a run.
  public struct Source: Equatable, Sendable {
    /// The split of the user's pages.
    public let split: PageSplit
    /// Drawn pages that train as well.
    public let drawn: [CompletePage]
    /// Absolute path of the folder with the user's pages.
    public let folder: String
    /// Absolute path of the folder with their annotations; nil for those beside the pages.
    public let truthFolder: String?
    /// Absolute path of the folder with drawn pages.
    public let drawnFolder: String?

    /// Names the pages and, for the record, where they are.
    public init(
      split: PageSplit, drawn: [CompletePage], folder: String, truthFolder: String? = nil,
      drawnFolder: String? = nil
    ) {
      func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
      self.split = split
      self.drawn = drawn
      self.folder = absolute(folder)
      self.truthFolder = truthFolder.map(absolute)
      self.drawnFolder = drawnFolder.map(absolute)
    }

    /// Finds the pages of the run in `output` by the names in its `run.json`, in the folders where they
    /// were unless others are given; further pages in these have no part.
    ///
    /// - Throws: `TrainingError.pageMissing`, `.usage` for a run whose record names no pages; as
    ///   `CompletePage.find(in:truthFolder:)` and `RunRecord.init(readingFrom:)`.
    public init(
      resuming output: String, folder: String?, truthFolder: String?, drawnFolder: String?
    ) throws {
      let record = try RunRecord(readingFrom: output)
      guard let names = record.pages else {
        throw TrainingError.usage(
          "The run in \(output) trains no page network; resume it with `custos train`.")
      }
      let folder = folder ?? record.dataFolder
      let truth = truthFolder ?? names.truthFolder
      let drawnFolder = drawnFolder ?? names.drawnFolder
      let pages = try CompletePage.find(
        in: folder, truthFolder: truth, rotation: names.rotation)
      guard names.drawn.isEmpty || drawnFolder != nil else {
        throw TrainingError.usage(
          "The run in \(output) has drawn pages, but its record does not say where; give --drawn, their "
            + "folder.")
      }
      let drawn = names.drawn.isEmpty ? [] : try CompletePage.find(in: drawnFolder ?? "")
      self.init(
        split: PageSplit(
          training: try Self.pick(names.training, from: pages, in: folder),
          validation: try Self.pick(names.validation, from: pages, in: folder),
          test: try Self.pick(names.test, from: pages, in: folder)),
        drawn: try Self.pick(names.drawn, from: drawn, in: drawnFolder ?? ""), folder: folder,
        truthFolder: truth, drawnFolder: drawnFolder)
    }

    private static func pick(
      _ names: [String], from pages: [CompletePage], in folder: String
    ) throws(TrainingError) -> [CompletePage] {
      let byName = Dictionary(pages.map { ($0.name, $0) }) { first, _ in first }
      var picked: [CompletePage] = []
      for name in names {
        guard let page = byName[name] else { throw .pageMissing(name: name, folder: folder) }
        picked.append(page)
      }
      return picked
    }
  }
}
