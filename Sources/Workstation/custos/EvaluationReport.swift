import CustosDataSet
import CustosEvaluation
import CustosModelFile
import CustosPlatform
import CustosQuantization
import CustosReports
import CustosSupport
import CustosTraining
import CustosWeights

/// The report of `custos evaluate`.
enum EvaluationReport {
  /// Refuses a folder that holds a report already.
  ///
  /// - Throws: `FileError.platform`.
  static func refuseExisting(in folder: String?) throws {
    guard let folder, ModelReport.isPresent(in: folder) else { return }
    throw FileError.platform(.exists(path: Path.join(folder, RunFolder.pageFile)))
  }

  /// Describes the model at `path`, with the run that left it if it lies in that run's folder, and what
  /// int8 costs where that was measured.
  static func make(
    of path: String, _ evaluation: Evaluation, _ store: PatchStore, _ costs: Sensitivity?
  ) throws -> ModelReport {
    let file = try ModelReference(ofFile: path)
    if try ModelReader.isModel(at: path) {
      return try ModelReport(
        model: ModelDescription(ModelReader.open(path).model, file: file), evaluation: evaluation,
        store: store, tables: costs.map { [ReportTable($0)] } ?? [])
    }
    let folder = Path.directory(path)
    let record = Path.join(folder, RunRecord.file)
    let isKept =
      Path.lastComponent(path) == RunFolder.modelFile && FileSystem.kind(of: record) == .file
    return try ModelReport(
      model: ModelDescription(TrainedModel(readingFrom: path), file: file), evaluation: evaluation,
      store: store, run: isKept ? RunRecord(readingFrom: folder) : nil,
      history: isKept ? HistoryTable.read(from: folder) : [])
  }
}
