import CustosImage
import CustosPlatform
import CustosTestSupport
import CustosTraining
import Foundation
import Testing

@Suite struct TrainingReportsTests {
  private static func history(_ count: Int) -> [EpochRecord] {
    (1...count).map { epoch in
      let t = Double(epoch)
      return EpochRecord(
        epoch: epoch, trainingLoss: 3 / t, trainingAccuracy: 1 - 0.9 / t, validationLoss: 2 + 3 / t,
        validationAccuracy: 1 - 1 / t, learningRate: epoch < 3 ? 1 : 0.5, seconds: 12.3456)
    }
  }

  @Test func tableReadsBack() throws {
    let history = Self.history(3)
    let lines = HistoryTable.text(of: history).split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0] == "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds")
    for (line, record) in zip(lines.dropFirst(), history) {
      let fields = line.split(separator: ",").map { NumberText.double(String($0)) }
      #expect(
        fields == [
          Double(record.epoch), record.trainingLoss, record.trainingAccuracy,
          record.validationLoss, record.validationAccuracy, record.learningRate, 12.346,
        ])
    }
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
      // The legend lies in the right part of each diagram.
      guard x < limit - 100 || index / picture.width > 200, x < 800 else { return nil }
      return Array(pixel) == [color.red, color.green, color.blue] ? x : nil
    }
  }

  @Test func eventFilesHoldTheTags() throws {
    let folder = try TemporaryFolder()
    let reports = try TrainingReports(folder: folder.path, title: "vgg4")
    try reports.update(Self.history(1))
    try reports.update(Self.history(2))
    // A resumed run goes on in a new file.
    let resumed = try TrainingReports(folder: folder.path, title: "vgg4")
    try resumed.update(Self.history(2))
    try resumed.update(Self.history(3))
    #expect(folder.names == ["history.csv", "history.png", "logs"])
    let train = try EventReader.scalars(in: folder.file("logs/train"))
    let validation = try EventReader.scalars(in: folder.file("logs/validation"))
    #expect(Set(train.keys) == ["epoch_loss", "epoch_accuracy", "epoch_learning_rate"])
    #expect(Set(validation.keys) == ["epoch_loss", "epoch_accuracy"])
    #expect(train["epoch_loss"] == [1: 3, 2: 1.5, 3: 1])
    #expect(train["epoch_learning_rate"] == [1: 1, 2: 1, 3: 0.5])
    #expect(validation["epoch_accuracy"]?[2] == 0.5)
    // A run that replaces this one starts without its curves.
    try RunFolder.clear(folder.path)
    #expect(folder.names == ["logs"])
    #expect(!RunFolder.holdsRun(folder.path))
    #expect(try EventReader.scalars(in: folder.file("logs/train")).isEmpty)
  }
}
