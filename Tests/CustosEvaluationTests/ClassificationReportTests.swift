import Testing

@testable import CustosEvaluation

@Suite struct ClassificationReportTests {
  /// Figures as scikit-learn gives them for these labels.
  @Test func tableOfAKnownCase() {
    let report = ClassificationReport(
      labels: ["L1", "L2", "S1", "S9"], truth: [0, 0, 1, 1, 1, 2], predicted: [0, 1, 1, 1, 2, 2])
    let expected = """
                    precision    recall  f1-score   support

                L1      1.000     0.500     0.667         2
                L2      0.667     0.667     0.667         3
                S1      0.500     1.000     0.667         1

         micro avg      0.667     0.667     0.667         6
         macro avg      0.722     0.722     0.667         6
      weighted avg      0.750     0.667     0.667         6

      """
    #expect(report.text == expected)
    #expect(abs(report.accuracy - 4.0 / 6) < 1e-12)
  }

  @Test func aClassThatIsNeverSaidHasNoPrecision() {
    let report = ClassificationReport(labels: ["a", "b"], truth: [0, 1], predicted: [0, 0])
    #expect(report.classes[1].precision == 0)
    #expect(report.classes[1].f1 == 0)
  }
}
