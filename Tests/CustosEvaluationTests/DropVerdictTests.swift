import Testing

@testable import CustosEvaluation

@Suite struct DropVerdictTests {
  @Test func aLossOfJustWhatIsAllowedPasses() {
    for (lost, count, allowed) in [
      (1, 1000, 0.1), (3, 3000, 0.1), (7, 700, 1.0), (0, 5, 0), (5, 5, 100),
    ] {
      let verdict = DropVerdict(
        floatCorrect: count, int8Correct: count - lost, count: count, allowed: allowed)
      #expect(verdict.passes, "\(verdict.text)")
      let worse = DropVerdict(
        floatCorrect: count, int8Correct: count - lost - 1, count: count, allowed: allowed)
      #expect(!worse.passes, "\(worse.text)")
    }
  }

  @Test func theTextTellsLossOrGain() throws {
    let loss = DropVerdict(floatCorrect: 40, int8Correct: 38, count: 50, allowed: 0.5)
    #expect(loss.drop == 4 && !loss.passes)
    #expect(
      loss.text
        == "int8 loses 4.000 points of accuracy (float 0.80000, int8 0.76000 on 50 pictures), "
        + "more than the 0.5 that --max-drop allows")
    let gain = DropVerdict(floatCorrect: 38, int8Correct: 40, count: 50, allowed: 0)
    #expect(gain.drop == -4 && gain.passes)
    #expect(gain.text.hasPrefix("int8 gains 4.000 points of accuracy"))
    let file = ModelReference(name: "m", crc: "01234567")
    let line = try loss.jsonLine(model: file, float: file, costliest: ["conv2d_1"], seq: 3)
    #expect(line.contains("\"schema\":\"custos.verdict/1\"") && line.contains("\"passed\":false"))
    #expect(line.contains("\"costliest_layers\":[\"conv2d_1\"]") && line.contains("\"seq\":3"))
  }
}
