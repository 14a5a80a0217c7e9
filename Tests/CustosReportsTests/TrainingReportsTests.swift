import CustosArchitectures
import CustosDataSet
import CustosImage
import CustosPlatform
import CustosSupport
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosEvaluation
@testable import CustosReports
@testable import CustosTraining

@Suite struct TrainingReportsTests {
  static func history(_ count: Int) -> [EpochRecord] {
    (1...count).map { epoch in
      let t = Double(epoch)
      return EpochRecord(
        epoch: epoch, trainingLoss: 3 / t, trainingAccuracy: 1 - 0.9 / t, validationLoss: 2 + 3 / t,
        validationAccuracy: 1 - 1 / t, learningRate: epoch < 3 ? 1 : 0.5, seconds: 12.3456,
        stalledSeconds: 0.25)
    }
  }

  @Test func tableReadsBack() throws {
    let history = Self.history(3)
    let lines = HistoryTable.text(of: history, imageCount: 100).split(separator: "\n")
    #expect(lines.count == 4)
    #expect(
      lines[0]
        == "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds,stalled_seconds,"
        + "images_per_second")
    for (line, record) in zip(lines.dropFirst(), history) {
      let fields = line.split(separator: ",").map { NumberText.double(String($0)) }
      #expect(
        fields == [
          Double(record.epoch), record.trainingLoss, record.trainingAccuracy,
          record.validationLoss, record.validationAccuracy, record.learningRate, 12.346, 0.25,
          8.1,
        ])
    }
  }

  @Test func tableOfAFolderIsReadAgain() throws {
    let folder = try TemporaryFolder()
    #expect(try HistoryTable.read(from: folder.path).isEmpty)
    let path = folder.file(RunFolder.tableFile)
    var history = Self.history(2).map { record in
      var record = record
      record.seconds = 12.5
      return record
    }
    try FileSystem.write(HistoryTable.text(of: history, imageCount: 9), to: path, replacing: true)
    #expect(try HistoryTable.read(from: folder.path) == history)
    history[1].validationLoss = .nan
    try FileSystem.write(HistoryTable.text(of: history, imageCount: 9), to: path, replacing: true)
    #expect(try HistoryTable.read(from: folder.path)[1].validationLoss.isNaN)
    for damaged in ["", "epoch,loss\n1,2\n", HistoryTable.header() + "\n1,2,3,4,5,6,7,8\n"] {
      try FileSystem.write(damaged, to: path, replacing: true)
      #expect(throws: FileError.self) { try HistoryTable.read(from: folder.path) }
    }
  }

  /// A page network's scores are no accuracies, wherever they stand.
  @Test func scoresHaveTheirNames() throws {
    let folder = try TemporaryFolder()
    let reports = try TrainingReports(
      folder: folder.path, title: "page_net", imageCount: 100, names: .pages)
    try reports.update(Self.history(2))
    let table = String(
      decoding: try FileSystem.read(folder.file(RunFolder.tableFile)), as: UTF8.self)
    #expect(table.hasPrefix("epoch,loss,recall,val_loss,val_F,learning_rate,seconds,"))
    #expect(try HistoryTable.read(from: folder.path).map(\.validationAccuracy) == [0, 0.5])
    let train = try EventReader.scalars(in: folder.file("logs/train"))
    let validation = try EventReader.scalars(in: folder.file("logs/validation"))
    #expect(train["epoch_recall"]?.count == 2 && train["epoch_accuracy"] == nil)
    #expect(validation["epoch_F"] == [1: 0, 2: 0.5] && validation["epoch_accuracy"] == nil)
    let picture = HistoryPlot.picture(of: Self.history(2), title: "n", names: .pages)
    #expect(picture != HistoryPlot.picture(of: Self.history(2), title: "n"))
    var options = TrainingOptions(modelName: "vgg4", width: 8, height: 8, threads: 1)
    #expect(options.scoreNames == .accuracy)
    options.pages = PageOptions(
      .init(.init(groups: [.init(name: "head", classes: ["full"])], positions: ["L1"])))
    #expect(options.scoreNames == .pages)
  }

  @Test func pictureShowsDashedAndSolidCurves() throws {
    let picture = HistoryPlot.picture(of: Self.history(120), title: "vgg4")
    #expect(picture.width == 1640 && picture.height == 640)
    let orange = columns(of: .orange, in: picture, below: 700)
    let blue = columns(of: .blue, in: picture, below: 700)
    // The solid curve touches every column from the first epoch to the last; the dashed one about
    // half of them, though its pieces are shorter than a dash.
    let span = (blue.min() ?? 0)...(blue.max() ?? 0)
    #expect(span.count > 500)
    #expect(Set(blue).count == span.count)
    let share = Double(Set(orange).count) / Double(span.count)
    #expect(share > 0.4 && share < 0.8)
  }

  /// Nothing covers a curve: the legend's texts and lines lie below the axis.
  @Test func theLegendIsBelowTheCurves() {
    let picture = HistoryPlot.picture(of: Self.history(2), title: "vgg4")
    let rows = (0..<picture.height).filter { row in
      (100..<780).contains { x in
        let place = (row * picture.width + x) * 3
        return picture.pixels[place..<place + 3].elementsEqual([31, 119, 180])
      }
    }
    #expect(rows.contains { $0 < 550 } && rows.contains { $0 > 600 })
    #expect(!rows.contains { (552..<600).contains($0) })
  }

  @Test func theLearningRateIsWrittenAsItWasGiven() {
    var record = Self.history(1)[0]
    record.learningRate = Double(Float(0.0003))
    #expect(HistoryTable.text(of: [record], imageCount: 1).contains(",0.0003,12.346,"))
  }

  @Test func oddHistoriesStillGiveAPicture() {
    _ = HistoryPlot.picture(of: [], title: "none")
    var history = Self.history(2)
    history[1].validationLoss = .nan
    history[0].trainingLoss = .infinity
    _ = HistoryPlot.picture(of: history, title: "gaps")
    _ = HistoryPlot.picture(of: Self.history(1), title: "one")
  }

  private func columns(of color: Color, in picture: PixelBuffer, below limit: Int) -> [Int] {
    (0..<picture.width * picture.height).compactMap { index in
      let pixel = picture.pixels[index * 3..<index * 3 + 3]
      let x = index % picture.width
      // The left diagram without its legend.
      guard x < limit + 100, index / picture.width < 560 else { return nil }
      return Array(pixel) == [color.red, color.green, color.blue] ? x : nil
    }
  }

  @Test func eventFilesHoldTheTags() throws {
    let folder = try TemporaryFolder()
    let reports = try TrainingReports(folder: folder.path, title: "vgg4", imageCount: 100)
    try reports.update(Self.history(1))
    try reports.update(Self.history(2))
    // A resumed run goes on in a new file.
    let resumed = try TrainingReports(folder: folder.path, title: "vgg4", imageCount: 100)
    try resumed.update(Self.history(2))
    try resumed.update(Self.history(3))
    #expect(folder.names == ["history.csv", "history.png", "logs"])
    let train = try EventReader.scalars(in: folder.file("logs/train"))
    let validation = try EventReader.scalars(in: folder.file("logs/validation"))
    #expect(
      Set(train.keys) == [
        "epoch_loss", "epoch_accuracy", "epoch_learning_rate", "epoch_images_per_second",
      ])
    #expect(Set(validation.keys) == ["epoch_loss", "epoch_accuracy"])
    #expect(train["epoch_loss"] == [1: 3, 2: 1.5, 3: 1])
    #expect(train["epoch_learning_rate"] == [1: 1, 2: 1, 3: 0.5])
    // A value of 0 is a value as well.
    #expect(validation["epoch_accuracy"] == [1: 0, 2: 0.5, 3: Float(1 - 1.0 / 3)])
    // A run that replaces this one starts without its curves.
    try RunFolder.clear(folder.path)
    #expect(folder.names == ["logs"])
    #expect(!RunFolder.holdsRun(folder.path))
    #expect(try EventReader.scalars(in: folder.file("logs/train")).isEmpty)
  }

  /// A report on a model that reads every picture of `TinyDataSet` as L1.
  static func report() throws -> ModelReport {
    let data = try TinyDataSet().load()
    let classifier = FixedClassifier(
      probabilities: [[Float]](repeating: [0.5, 0.25, 0.25], count: 6))
    return try ModelReport(
      model: ModelDescription(
        name: "vgg4", file: ModelReference(name: "m", crc: "0"), facts: [], layers: ""),
      evaluation: Evaluation(classifier, data.test), store: data.test)
  }

  @Test func theTestIsLoggedWithItsPictures() throws {
    let folder = try TemporaryFolder()
    let reports = try TrainingReports(folder: folder.path, title: "vgg4", imageCount: 15)
    let report = try Self.report()
    try reports.logTest(report, loss: 1.5, epoch: 7)
    let logs = folder.file("logs/test")
    #expect(
      try EventReader.scalars(in: logs) == [
        "epoch_loss": [7: 1.5], "epoch_accuracy": [7: Float(1.0 / 3)],
      ])
    let pictures = try EventReader.pictures(in: logs)
    #expect(Set(pictures.keys) == ["confusion", "worst"])
    for (tag, name) in [("confusion", RunFolder.confusionFile), ("worst", RunFolder.worstFile)] {
      let picture = try #require(pictures[tag])
      try report.write(to: folder.path, replacing: true)
      #expect(try picture.file == FileSystem.read(folder.file(name)))
      let decoded = try PixelBuffer(decoding: picture.file)
      #expect(picture.step == 7 && picture.channels == 3)
      #expect(picture.width == decoded.width && picture.height == decoded.height)
    }
    try RunFolder.clear(folder.path)
    #expect(try FileSystem.list(logs).isEmpty)
  }
}
